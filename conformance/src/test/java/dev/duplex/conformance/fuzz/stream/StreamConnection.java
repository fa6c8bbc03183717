package dev.duplex.conformance.fuzz.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameLimits;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.Utf8;
import dev.duplex.engine.session.Role;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.DecodedStream.Event;

/**
 * A connection that a stream arrives on: the engine's own session, between a transport
 * that is nothing but memory and a handler that writes down what it is told.
 */
final class StreamConnection {

	private static final Duration NEVER = Duration.ofSeconds(-1);

	private final StreamRules rules;

	private final MemoryContext context;

	private final MemoryTransport transport;

	private final Recorder recorder;

	private final Session session;

	/**
	 * Opens a connection.
	 * @param rules its limits and extensions
	 * @param inParts whether the handler takes messages in parts
	 * @param context where it lives
	 */
	StreamConnection(StreamRules rules, boolean inParts, MemoryContext context) {
		this.rules = rules;
		this.context = context;
		this.transport = new MemoryTransport(context);
		this.recorder = inParts ? new PartRecorder() : new Recorder();
		Endpoint endpoint = Endpoint.builder("fuzz", this.recorder).options(options(rules)).build();
		PerMessageDeflate deflate = rules.deflate() ? new PerMessageDeflate(!rules.contextTakeover(),
				!rules.contextTakeover(), 15, 15, "permessage-deflate") : null;
		HandshakeRequest request = new HandshakeRequest("GET", "/", null, List.of(), false, "localhost", 80,
				MemoryTransport.NOBODY);
		this.session = new Session(context, rules.fromClient() ? Role.SERVER : Role.CLIENT,
				new HandshakeDecision.Accept(endpoint, Map.of(), null, null, List.of(), deflate), request, 0, 0,
				this.transport);
		this.session.begin();
	}

	private static ConnectionOptions options(StreamRules rules) {
		FrameLimits limits = rules.limits();
		return ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(limits.maxFrameSize())
			.maxMessageSize(limits.maxMessageSize())
			.maxFragments(limits.maxFragments())
			.maxControlFrames(-1)
			.pingInterval(NEVER)
			.idleTimeout(NEVER)
			.compression(rules.deflate() ? new CompressionOptions(1, 0, rules.contextTakeover()) : null)
			.build();
	}

	/**
	 * Receives a stream and the end of TCP.
	 * @param stream the stream's bytes
	 * @param pieces how they are cut
	 * @throws AssertionError if the connection has not ended then
	 */
	void receive(byte[] stream, IntUnaryOperator pieces) {
		int before = this.context.ended();
		ByteBuffer in = ByteBuffer.wrap(stream.clone());
		while (in.position() < in.capacity() && !this.transport.isClosed()) {
			int end = in.position() + pieces.applyAsInt(in.capacity() - in.position());
			in.limit(end);
			this.session.onBytes(in);
			this.session.onReadBatchEnd();
			this.context.runTasks();
			in.limit(in.capacity()).position(end);
		}
		if (!this.transport.isClosed()) {
			this.session.onEndOfStream();
			this.context.runTasks();
		}
		if (!this.transport.isClosed()) {
			throw new AssertionError("the connection stays open after the end of the stream");
		}
		this.session.onClosed(null);
		this.context.runTasks();
		if (this.context.ended() != before + 1) {
			throw new AssertionError("the connection ended %d times".formatted(this.context.ended() - before));
		}
	}

	/**
	 * Compares what the connection told its handler and answered its peer with what is in
	 * the stream.
	 * @param decoded what is in it
	 * @throws AssertionError if it is anything else
	 */
	void expect(DecodedStream decoded) {
		List<Event> told = new ArrayList<>();
		List<Event> answers = new ArrayList<>();
		boolean closed = false;
		for (Event event : decoded.events()) {
			if (event.opcode() == Opcode.PING) {
				answers.add(Event.pong(event.payload()));
				continue;
			}
			told.add(event);
			if (event.isClose()) {
				answers.add(Event.close(answerTo(event.code()), ""));
				closed = true;
			}
		}
		ProtocolException failure = decoded.failure();
		if (failure != null) {
			Event close = Event.close(failure.closeCode(), this.session.closeReason().reason());
			told.add(close);
			answers.add(close);
		}
		else if (!closed) {
			told.add(Event.close(CloseCode.ABNORMAL, ""));
		}
		expect("the handler was told", told, this.recorder.events);
		expect("the peer was answered", answers, written());
	}

	private int answerTo(int code) {
		boolean refused = this.rules.fromClient() && code != CloseCode.NO_STATUS && !CloseCode.isValidFromServer(code);
		return refused ? CloseCode.NORMAL : code;
	}

	private List<Event> written() {
		FrameDecoder decoder = new FrameDecoder(!this.rules.fromClient(), new FrameLimits(-1, -1, -1), false);
		return DecodedStream.of(decoder, List.of(this.transport.written())).events();
	}

	private static void expect(String what, List<Event> expected, List<Event> actual) {
		if (!expected.equals(actual)) {
			throw new AssertionError("%s %s and not %s".formatted(what, actual, expected));
		}
	}

	/**
	 * Takes whole messages.
	 */
	private static class Recorder implements ConnectionHandler {

		final List<Event> events = new ArrayList<>();

		@Override
		public void onText(WebSocketConnection connection, ByteBuffer utf8) {
			this.events.add(Event.text(bytes(utf8)));
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			this.events.add(Event.binary(bytes(data)));
		}

		@Override
		public void onPong(WebSocketConnection connection, ByteBuffer payload) {
			this.events.add(Event.pong(bytes(payload)));
		}

		@Override
		public void onClose(WebSocketConnection connection, CloseReason reason) {
			this.events.add(Event.close(reason.code(), reason.reason()));
		}

		static byte[] bytes(ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(buffer.position(), bytes);
			return bytes;
		}

	}

	/**
	 * Takes messages in parts and puts them together.
	 */
	private static final class PartRecorder extends Recorder implements PartialMessageHandler {

		private final ByteArrayOutputStream message = new ByteArrayOutputStream();

		@Override
		public void onTextPart(WebSocketConnection connection, ByteBuffer utf8, boolean last) {
			if (!Utf8.isWellFormed(utf8)) {
				throw new IllegalStateException("a part of a text is cut inside a character");
			}
			this.message.writeBytes(bytes(utf8));
			if (last) {
				this.events.add(Event.text(this.message.toByteArray()));
				this.message.reset();
			}
		}

		@Override
		public void onBinaryPart(WebSocketConnection connection, ByteBuffer data, boolean last) {
			this.message.writeBytes(bytes(data));
			if (last) {
				this.events.add(Event.binary(this.message.toByteArray()));
				this.message.reset();
			}
		}

	}

}
