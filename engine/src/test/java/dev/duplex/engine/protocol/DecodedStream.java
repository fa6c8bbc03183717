package dev.duplex.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;
import org.jspecify.annotations.Nullable;

/**
 * Everything a decoder said about a stream of bytes, however it was cut.
 */
final class DecodedStream implements FrameHandler {

	private final TextValidator textValidator = new TextValidator();

	private final List<String> events = new ArrayList<>();

	private final List<Frame> answers = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private @Nullable ProtocolException failure;

	private final MessageInflater inflater = new MessageInflater();

	static DecodedStream of(List<byte[]> pieces) {
		return of(new FrameDecoder(true, new FrameLimits(65_536, 65_536, 1_024), false), pieces);
	}

	/** With permessage-deflate and context takeover. */
	static DecodedStream compressed(List<byte[]> pieces) {
		return of(new FrameDecoder(true, new FrameLimits(65_536, 65_536, 1_024), true), pieces);
	}

	static DecodedStream of(FrameDecoder decoder, List<byte[]> pieces) {
		DecodedStream stream = new DecodedStream();
		stream.inflater.begin(true, 65_536);
		try {
			for (byte[] piece : pieces) {
				if (!decoder.decode(ByteBuffer.wrap(piece.clone()), stream)) {
					break;
				}
			}
		}
		catch (ProtocolException ex) {
			stream.failure = ex;
		}
		finally {
			stream.inflater.end();
		}
		return stream;
	}

	@Override
	public void onData(boolean text, boolean compressed, ByteBuffer payload, boolean endOfMessage) {
		if (compressed) {
			this.inflater.inflate(payload, endOfMessage, new byte[MessageInflater.STEP],
					(bytes, end) -> onData(text, bytes, end));
		}
		else {
			onData(text, payload, endOfMessage);
		}
	}

	private void onData(boolean text, ByteBuffer payload, boolean endOfMessage) {
		if (text) {
			this.textValidator.check(payload, endOfMessage);
		}
		this.message.writeBytes(bytes(payload));
		if (endOfMessage) {
			byte[] whole = this.message.toByteArray();
			this.message.reset();
			this.events.add((text ? "text " : "binary ") + Hex.show(whole));
			this.answers.add(Frame.of(text ? Opcode.TEXT : Opcode.BINARY, whole));
		}
	}

	@Override
	public void onPing(ByteBuffer payload) {
		this.answers.add(Frame.of(Opcode.PONG, bytes(payload)));
		this.events.add("ping " + Hex.show(bytes(payload)));
	}

	@Override
	public void onPong(ByteBuffer payload) {
		this.events.add("pong " + Hex.show(bytes(payload)));
	}

	@Override
	public void onClose(int code, String reason) {
		this.events.add("close " + code + " " + reason);
	}

	/** What a server that echoes would answer, but for Close. */
	List<Frame> answers() {
		return this.answers;
	}

	List<String> events() {
		return this.events;
	}

	@Nullable ProtocolException failure() {
		return this.failure;
	}

	/** All that must not depend on how the bytes were cut. */
	String outcome() {
		return this.events + ((this.failure != null)
				? " " + this.failure.closeCode() + " " + this.failure.reason() + " " + this.failure.getMessage() : "");
	}

	private static byte[] bytes(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(payload.position(), bytes);
		return bytes;
	}

}
