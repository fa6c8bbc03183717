package dev.duplex.benchmarks.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Masking;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.runtime.WebSocketEngine;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the whole engine costs per echoed message, apart from the kernel: bursts of masked
 * frames as one read brings them, to a handler on the event loop, and the answers in one
 * write.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EchoBenchmark {

	private static final int BURST = 16;

	// No byte above 7F: what one run has unmasked is text for the next one, too.
	private static final int MASKING_KEY = 0x5a43176b;

	/** What a message is, and how the handler takes it. */
	public enum Messages {

		/** Text, taken and sent as bytes. */
		TEXT(Opcode.TEXT, new Bytes()),

		/** Binary, taken and sent as bytes. */
		BINARY(Opcode.BINARY, new Bytes()),

		/** Text, taken and sent as a {@code String}. */
		STRING(Opcode.TEXT, new Strings());

		private final int opcode;

		private final ConnectionHandler handler;

		Messages(int opcode, ConnectionHandler handler) {
			this.opcode = opcode;
			this.handler = handler;
		}

	}

	/** What a message is, and how the handler takes it. */
	@Param
	public Messages messages = Messages.TEXT;

	/** Bytes of a message. */
	@Param({ "128", "4096" })
	public int size = 128;

	private final WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
	});

	private ByteBuffer burst = ByteBuffer.allocate(0);

	private @Nullable MemoryTransport transport;

	/**
	 * Opens the connection and lays out the burst.
	 */
	@Setup
	public void prepare() {
		Endpoint endpoint = Endpoint.builder("/echo", this.messages.handler).build();
		HandshakeRequest request = new HandshakeRequest("GET", "/echo", null, List.of(), false, "localhost", 80,
				MemoryTransport.PEER);
		HandshakeDecision.Accept accept = (HandshakeDecision.Accept) this.engine.decide(endpoint, request, Map.of(),
				null);
		this.transport = new MemoryTransport(this.engine.accept(accept, request));
		byte[] words = "the quick brown fox ".getBytes(StandardCharsets.US_ASCII);
		this.burst = ByteBuffer
			.allocateDirect(BURST * (FrameEncoder.headerLength(this.size) + Integer.BYTES + this.size));
		for (int i = 0; i < BURST; i++) {
			int lengthAt = this.burst.position() + 1;
			FrameEncoder.putHeader(this.burst, this.messages.opcode, this.size);
			this.burst.put(lengthAt, (byte) (this.burst.get(lengthAt) | 0x80));
			this.burst.putInt(MASKING_KEY);
			int from = this.burst.position();
			for (int j = 0; j < this.size; j++) {
				this.burst.put(words[j % words.length]);
			}
			Masking.apply(this.burst, from, this.burst.position(), MASKING_KEY, 0);
		}
	}

	/**
	 * Ends the engine.
	 */
	@TearDown
	public void end() {
		this.engine.close();
	}

	/**
	 * Echoes a burst.
	 * @return something the compiler cannot leave out
	 */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public long echo() {
		MemoryTransport connection = Objects.requireNonNull(this.transport);
		long before = connection.written();
		connection.receive(this.burst.position(0));
		long echoed = connection.written() - before;
		if (echoed != BURST * (long) (FrameEncoder.headerLength(this.size) + this.size)) {
			throw new IllegalStateException(echoed + " bytes came back");
		}
		return echoed;
	}

	private static final class Bytes implements ConnectionHandler {

		@Override
		public void onText(WebSocketConnection connection, ByteBuffer utf8) {
			connection.sendText(utf8);
		}

		@Override
		public void onBinary(WebSocketConnection connection, ByteBuffer data) {
			connection.sendBinary(data);
		}

	}

	private static final class Strings implements ConnectionHandler {

		@Override
		public void onText(WebSocketConnection connection, String text) {
			connection.sendText(text);
		}

	}

}
