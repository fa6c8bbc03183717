package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * A message for many sessions: framed once, and compressed once for each set of
 * parameters that some of them agreed on. Its frames are shared and never changed. Safe
 * from any thread.
 */
public final class PublishedMessage {

	private final boolean text;

	private final int payloadBytes;

	private final byte[] plain;

	private final SendOptions options;

	private final long expiry;

	/** What was asked for last, as most sessions ask for the same. */
	private @Nullable Shedding shedding;

	private @Nullable Map<Integer, byte[]> compressed;

	/**
	 * Frames a message.
	 * @param text whether it is text, else binary
	 * @param payload the payload, from position to limit, which stay as they are
	 * @param options what may become of it at each session
	 */
	public PublishedMessage(boolean text, ByteBuffer payload, SendOptions options) {
		this.text = text;
		this.payloadBytes = payload.remaining();
		this.options = options;
		this.expiry = Shedding.expiry(options);
		this.plain = FrameEncoder.frame(text ? Opcode.TEXT : Opcode.BINARY, payload);
	}

	/**
	 * What may become of it.
	 * @param usual the session's policy
	 */
	@Nullable Shedding shedding(OverflowPolicy usual) {
		if (this.options.key() == null && this.expiry == Shedding.NEVER) {
			return Shedding.of(this.options, this.expiry, usual);
		}
		Shedding known = this.shedding;
		if (known == null || this.options.overflow() == null && known.policy() != usual) {
			known = Shedding.of(this.options, this.expiry, usual);
			this.shedding = known;
		}
		return known;
	}

	int opcode() {
		return this.text ? Opcode.TEXT : Opcode.BINARY;
	}

	int payloadBytes() {
		return this.payloadBytes;
	}

	ByteBuffer payload() {
		return ByteBuffer.wrap(this.plain, this.plain.length - this.payloadBytes, this.payloadBytes);
	}

	byte[] plain() {
		return this.plain;
	}

	/**
	 * The compressed frame, or the plain one if that is smaller.
	 */
	synchronized byte[] compressed(int key, Function<ByteBuffer, byte[]> compressor) {
		Map<Integer, byte[]> frames = this.compressed;
		if (frames == null) {
			frames = new HashMap<>(2);
			this.compressed = frames;
		}
		return frames.computeIfAbsent(key, (ignored) -> {
			byte[] smaller = compressor.apply(payload());
			return (smaller.length < this.payloadBytes)
					? FrameEncoder.frame(opcode() | FrameEncoder.COMPRESSED, smaller) : this.plain;
		});
	}

}
