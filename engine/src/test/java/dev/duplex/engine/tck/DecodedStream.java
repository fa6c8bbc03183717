package dev.duplex.engine.tck;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameHandler;
import dev.duplex.engine.protocol.FrameLimits;
import dev.duplex.engine.protocol.MessageInflater;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.SlidingWindow;
import dev.duplex.engine.protocol.TextValidator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the protocol's parts say about a stream of bytes, however it was cut:
 * frames decoded, inflated, checked to be UTF-8 and assembled.
 */
public final class DecodedStream implements FrameHandler {

	private static final FrameLimits DEFAULTS = new FrameLimits(65_536, 65_536, 1_024);

	private final boolean contextTakeover;

	private final int maxMessageSize;

	private final TextValidator textValidator = new TextValidator();

	private final List<Event> events = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private @Nullable MessageInflater inflater;

	private byte[] scratch = new byte[0];

	private @Nullable ProtocolException failure;

	/**
	 * Creates a record of nothing yet, for messages up to the default size.
	 */
	public DecodedStream() {
		this(true, DEFAULTS.maxMessageSize());
	}

	/**
	 * Creates a record of nothing yet.
	 * @param contextTakeover whether a compressed message may refer to the ones before it
	 * @param maxMessageSize most bytes of a message when inflated
	 */
	public DecodedStream(boolean contextTakeover, int maxMessageSize) {
		this.contextTakeover = contextTakeover;
		this.maxMessageSize = maxMessageSize;
	}

	/**
	 * Decodes what a client sent, with the default limits and no extension.
	 * @param pieces the bytes
	 * @return what came of them
	 */
	public static DecodedStream of(List<byte[]> pieces) {
		return of(new FrameDecoder(true, DEFAULTS, false), pieces);
	}

	/**
	 * The same with permessage-deflate and context takeover.
	 * @param pieces the bytes
	 * @return what came of them
	 */
	public static DecodedStream compressed(List<byte[]> pieces) {
		return of(new FrameDecoder(true, DEFAULTS, true), pieces);
	}

	/**
	 * Decodes with a decoder of one's own.
	 * @param decoder the decoder
	 * @param pieces the bytes, which stay as they are
	 * @return what came of them
	 */
	public static DecodedStream of(FrameDecoder decoder, List<byte[]> pieces) {
		DecodedStream stream = new DecodedStream();
		try {
			for (byte[] piece : pieces) {
				if (!stream.decode(decoder, ByteBuffer.wrap(piece.clone()))) {
					break;
				}
			}
		}
		finally {
			stream.end();
		}
		return stream;
	}

	/**
	 * Decodes the next piece.
	 * @param decoder the decoder, the same for all pieces
	 * @param piece the bytes, as {@link FrameDecoder#decode} takes them
	 * @return whether to go on; not after a Close frame or a failure
	 */
	public boolean decode(FrameDecoder decoder, ByteBuffer piece) {
		try {
			return decoder.decode(piece, this);
		}
		catch (ProtocolException ex) {
			this.failure = ex;
			return false;
		}
	}

	/**
	 * Releases native memory. No more pieces may be decoded.
	 */
	public void end() {
		if (this.inflater != null) {
			this.inflater.end();
		}
	}

	@Override
	public void onData(boolean text, boolean compressed, ByteBuffer payload, boolean endOfMessage) {
		if (!compressed) {
			onData(text, payload, endOfMessage);
			return;
		}
		MessageInflater current = this.inflater;
		if (current == null) {
			current = new MessageInflater();
			current.begin(this.contextTakeover ? new SlidingWindow() : null, this.maxMessageSize);
			this.inflater = current;
			this.scratch = new byte[MessageInflater.STEP];
		}
		current.inflate(payload, endOfMessage, this.scratch, (bytes, end) -> onData(text, bytes, end));
	}

	private void onData(boolean text, ByteBuffer payload, boolean endOfMessage) {
		if (text) {
			this.textValidator.check(payload, endOfMessage);
		}
		this.message.writeBytes(bytes(payload));
		if (endOfMessage) {
			this.events.add(text ? Event.text(this.message.toByteArray()) : Event.binary(this.message.toByteArray()));
			this.message.reset();
		}
	}

	@Override
	public void onPing(ByteBuffer payload) {
		this.events.add(Event.ping(bytes(payload)));
	}

	@Override
	public void onPong(ByteBuffer payload) {
		this.events.add(Event.pong(bytes(payload)));
	}

	@Override
	public void onClose(int code, String reason) {
		this.events.add(Event.close(code, reason));
	}

	/**
	 * What a server that echoes would answer, but for Close.
	 * @return the frames
	 */
	public List<Frame> answers() {
		List<Frame> answers = new ArrayList<>();
		for (Event event : this.events) {
			switch (event.opcode()) {
				case Opcode.TEXT, Opcode.BINARY -> answers.add(Frame.of(event.opcode(), event.payload()));
				case Opcode.PING -> answers.add(Frame.of(Opcode.PONG, event.payload()));
				default -> {
				}
			}
		}
		return answers;
	}

	/**
	 * What was delivered.
	 * @return whole messages and control frames, in order
	 */
	public List<Event> events() {
		return this.events;
	}

	/**
	 * What has arrived of a message that is not complete.
	 * @return its bytes, inflated
	 */
	public byte[] unfinished() {
		return this.message.toByteArray();
	}

	/**
	 * Why the connection must be failed.
	 * @return the failure, or {@code null} for none
	 */
	public @Nullable ProtocolException failure() {
		return this.failure;
	}

	/**
	 * All that must not depend on how the bytes were cut.
	 * @return a text to compare and to show
	 */
	public String outcome() {
		return this.events + ((this.failure != null) ? " " + show(this.failure) : "");
	}

	/**
	 * Whether another way to cut the same bytes led to the same.
	 * @param other the other
	 * @return whether all is the same that must be
	 */
	public boolean isSameAs(DecodedStream other) {
		ProtocolException mine = this.failure;
		ProtocolException theirs = other.failure;
		if (!this.events.equals(other.events) || (mine == null) != (theirs == null)) {
			return false;
		}
		return (mine != null && theirs != null) ? show(mine).equals(show(theirs))
				: Arrays.equals(unfinished(), other.unfinished());
	}

	private static String show(ProtocolException failure) {
		return failure.closeCode() + " " + failure.reason() + " " + failure.getMessage();
	}

	private static byte[] bytes(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(payload.position(), bytes);
		return bytes;
	}

	/**
	 * A whole message or a control frame.
	 *
	 * @param opcode what it is
	 * @param code the code of a Close frame, 1005 for none; else 0
	 * @param payload the payload; of a Close frame the reason
	 */
	public record Event(int opcode, int code, byte[] payload) {

		/**
		 * A text message.
		 * @param utf8 its bytes
		 * @return the event
		 */
		public static Event text(byte[] utf8) {
			return new Event(Opcode.TEXT, 0, utf8);
		}

		/**
		 * A binary message.
		 * @param data its bytes
		 * @return the event
		 */
		public static Event binary(byte[] data) {
			return new Event(Opcode.BINARY, 0, data);
		}

		/**
		 * A Ping.
		 * @param payload its payload
		 * @return the event
		 */
		public static Event ping(byte[] payload) {
			return new Event(Opcode.PING, 0, payload);
		}

		/**
		 * A Pong.
		 * @param payload its payload
		 * @return the event
		 */
		public static Event pong(byte[] payload) {
			return new Event(Opcode.PONG, 0, payload);
		}

		/**
		 * A Close.
		 * @param code its code, 1005 for none
		 * @param reason its reason
		 * @return the event
		 */
		public static Event close(int code, String reason) {
			return new Event(Opcode.CLOSE, code, reason.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Whether this is a Close.
		 * @return whether it is
		 */
		public boolean isClose() {
			return this.opcode == Opcode.CLOSE;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Event event && event.opcode == this.opcode && event.code == this.code
					&& Arrays.equals(event.payload, this.payload);
		}

		@Override
		public int hashCode() {
			return 31 * (31 * this.opcode + this.code) + Arrays.hashCode(this.payload);
		}

		@Override
		public String toString() {
			return switch (this.opcode) {
				case Opcode.TEXT -> "text " + Hex.show(this.payload);
				case Opcode.BINARY -> "binary " + Hex.show(this.payload);
				case Opcode.PING -> "ping " + Hex.show(this.payload);
				case Opcode.PONG -> "pong " + Hex.show(this.payload);
				default -> "close " + this.code + " " + new String(this.payload, StandardCharsets.UTF_8);
			};
		}

	}

}
