package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.Masking;
import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Makes the frames of one session: compressed where that was agreed on, masked if it is a
 * client's. A frame that has to wait is made by its sender's thread and sealed when it
 * takes its place among what is sent, as the peer must see messages in the order in which
 * they went through the compressor. Except {@link #frame}, the session's context only.
 */
final class Framing {

	private final @Nullable Compression compression;

	private final @Nullable MaskingKeys keys;

	/** Whether the message that is being sent in fragments is compressed. */
	private boolean fragmentsCompressed;

	/**
	 * Creates a framing.
	 * @param compression what was agreed on
	 * @param keys a client's masking keys; {@code null} for a server
	 */
	Framing(@Nullable Compression compression, @Nullable MaskingKeys keys) {
		this.compression = compression;
		this.keys = keys;
	}

	/**
	 * Whether frames must be masked, so that they cannot be shared.
	 */
	boolean isMasking() {
		return this.keys != null;
	}

	/**
	 * The most bytes that {@link #put} writes.
	 */
	long bound(int opcode, int payloadBytes) {
		return FrameEncoder.MAX_HEADER
				+ ((compressor(opcode, payloadBytes) != null) ? MessageDeflater.bound(payloadBytes) : payloadBytes);
	}

	/**
	 * Writes a whole frame, which leaves before all that is made later.
	 * @param out a buffer with room for {@link #bound} bytes
	 */
	void put(ByteBuffer out, int opcode, ByteBuffer payload) {
		int length = payload.remaining();
		Compression compressor = compressor(opcode, length);
		byte[] compressed = (compressor != null) ? compressor.compress(payload) : null;
		if (compressed != null) {
			putHeader(out, opcode | FrameEncoder.COMPRESSED, compressed.length);
			out.put(compressed);
			mask(out, compressed.length);
		}
		else {
			putHeader(out, opcode, length);
			out.put(out.position(), payload, payload.position(), length);
			out.position(out.position() + length);
			mask(out, length);
		}
	}

	private void putHeader(ByteBuffer out, int opcode, int length) {
		if (this.keys == null) {
			FrameEncoder.putHeader(out, opcode, length);
		}
		else {
			FrameEncoder.putMaskedHeader(out, opcode, length, this.keys.next());
		}
	}

	private void mask(ByteBuffer out, int length) {
		if (this.keys != null) {
			int from = out.position() - length;
			Masking.apply(out, from, out.position(), out.getInt(from - Integer.BYTES), 0);
		}
	}

	/**
	 * Makes a frame that is to be sealed. From any thread.
	 */
	byte[] frame(int opcode, ByteBuffer payload) {
		return (this.keys != null) ? FrameEncoder.maskableFrame(opcode, payload) : FrameEncoder.frame(opcode, payload);
	}

	/**
	 * Finishes a frame that takes its place among what is sent.
	 * @return the frame, changed in place or made anew
	 */
	byte[] seal(byte[] frame, int opcode, int payloadBytes) {
		byte[] finished = compress(frame, opcode, payloadBytes);
		if (this.keys != null) {
			FrameEncoder.mask(finished, this.keys.next());
		}
		return finished;
	}

	/**
	 * As {@link #seal}, for a message that may yet be dropped: it refers to no other, and
	 * no other to it.
	 */
	byte[] sealAlone(byte[] frame, int opcode, int payloadBytes) {
		Compression compressor = compressor(opcode, payloadBytes);
		byte[] finished = frame;
		if (compressor != null) {
			byte[] compressed = compressor
				.compressAlone(ByteBuffer.wrap(frame, frame.length - payloadBytes, payloadBytes));
			if (compressed != null) {
				finished = frame(opcode | FrameEncoder.COMPRESSED, ByteBuffer.wrap(compressed));
			}
		}
		if (this.keys != null) {
			FrameEncoder.mask(finished, this.keys.next());
		}
		return finished;
	}

	/**
	 * A shared frame takes its place as it is.
	 */
	void sealShared(byte[] frame) {
		if (this.compression != null && (frame[0] & FrameEncoder.COMPRESSED) != 0) {
			this.compression.sharedFrameQueued();
		}
	}

	/**
	 * The frame of a published message for all servers' sessions with the same
	 * parameters.
	 */
	byte[] shared(PublishedMessage message) {
		Compression compressor = compressor(message.opcode(), message.payloadBytes());
		return (compressor != null) ? compressor.frame(message) : message.plain();
	}

	private byte[] compress(byte[] frame, int opcode, int payloadBytes) {
		Compression agreed = this.compression;
		if (agreed == null || Opcode.isControl(opcode & 0xF)) {
			return frame;
		}
		ByteBuffer payload = ByteBuffer.wrap(frame, frame.length - payloadBytes, payloadBytes);
		boolean continues = (opcode & 0xF) == Opcode.CONTINUATION;
		boolean more = (opcode & FrameEncoder.MORE) != 0;
		if (continues || more) {
			if (!continues) {
				this.fragmentsCompressed = agreed.isFor(payloadBytes);
			}
			if (!this.fragmentsCompressed) {
				return frame;
			}
			return frame(continues ? opcode : opcode | FrameEncoder.COMPRESSED,
					ByteBuffer.wrap(agreed.compressFragment(payload, !more)));
		}
		byte[] compressed = agreed.isFor(payloadBytes) ? agreed.compress(payload) : null;
		return (compressed != null) ? frame(opcode | FrameEncoder.COMPRESSED, ByteBuffer.wrap(compressed)) : frame;
	}

	private @Nullable Compression compressor(int opcode, int payloadBytes) {
		Compression agreed = this.compression;
		return (agreed != null && !Opcode.isControl(opcode) && agreed.isFor(payloadBytes)) ? agreed : null;
	}

	/**
	 * Nothing more will be sent.
	 */
	void end() {
		if (this.compression != null) {
			this.compression.endOutput();
		}
	}

}
