package dev.duplex.benchmarks.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.FrameHandler;
import dev.duplex.engine.protocol.FrameLimits;
import dev.duplex.engine.protocol.Masking;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.protocol.TextValidator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the protocol costs per message, apart from the kernel: bursts of masked text
 * frames as one read brings them, in the loop's direct buffers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

	private static final int BURST = 16;

	// No byte above 7F, so that the payload is ASCII masked as well as unmasked: decoding
	// works
	// in place, and every other run meets what the one before has unmasked.
	private static final int MASKING_KEY = 0x5a43176b;

	private final FrameDecoder decoder = new FrameDecoder(true, new FrameLimits(65536, 65536, 1024));

	private final Counter counter = new Counter();

	private final CheckingCounter checkingCounter = new CheckingCounter();

	/** Bytes of a message. */
	@Param({ "16", "128", "4096" })
	public int size;

	private ByteBuffer burst = ByteBuffer.allocate(0);

	private ByteBuffer payload = ByteBuffer.allocate(0);

	private ByteBuffer output = ByteBuffer.allocate(0);

	/**
	 * Lays out the burst.
	 */
	@Setup
	public void prepare() {
		this.payload = ByteBuffer.allocateDirect(this.size);
		byte[] words = "the quick brown fox ".getBytes(StandardCharsets.US_ASCII);
		for (int i = 0; i < this.size; i++) {
			this.payload.put(i, words[i % words.length]);
		}
		int frameLength = FrameEncoder.headerLength(this.size) + Integer.BYTES + this.size;
		this.burst = ByteBuffer.allocateDirect(BURST * frameLength);
		this.output = ByteBuffer.allocateDirect(BURST * frameLength);
		for (int i = 0; i < BURST; i++) {
			int lengthAt = this.burst.position() + 1;
			FrameEncoder.putHeader(this.burst, Opcode.TEXT, this.size);
			this.burst.put(lengthAt, (byte) (this.burst.get(lengthAt) | 0x80));
			this.burst.putInt(MASKING_KEY);
			int from = this.burst.position();
			this.burst.put(this.payload.duplicate());
			Masking.apply(this.burst, from, this.burst.position(), MASKING_KEY, 0);
		}
	}

	/**
	 * Decodes and unmasks.
	 * @return something the compiler cannot leave out
	 */
	@Benchmark
	public long decodeBurst() {
		this.decoder.decode(this.burst.position(0), this.counter);
		return this.counter.bytes;
	}

	/**
	 * Decodes, unmasks and checks that the text is UTF-8.
	 * @return something the compiler cannot leave out
	 */
	@Benchmark
	public long decodeAndCheckBurst() {
		this.decoder.decode(this.burst.position(0), this.checkingCounter);
		return this.checkingCounter.bytes;
	}

	/**
	 * Encodes.
	 * @return something the compiler cannot leave out
	 */
	@Benchmark
	public int encodeBurst() {
		ByteBuffer out = this.output.clear();
		for (int i = 0; i < BURST; i++) {
			FrameEncoder.putHeader(out, Opcode.TEXT, this.size);
			out.put(out.position(), this.payload, 0, this.size);
			out.position(out.position() + this.size);
		}
		return out.position();
	}

	private static class Counter implements FrameHandler {

		long bytes;

		@Override
		public void onData(boolean text, ByteBuffer payload, boolean endOfMessage) {
			this.bytes += payload.remaining();
		}

		@Override
		public void onPing(ByteBuffer payload) {
		}

		@Override
		public void onPong(ByteBuffer payload) {
		}

		@Override
		public void onClose(int code, String reason) {
		}

	}

	private static final class CheckingCounter extends Counter {

		private final TextValidator validator = new TextValidator();

		@Override
		public void onData(boolean text, ByteBuffer payload, boolean endOfMessage) {
			this.validator.check(payload, endOfMessage);
			super.onData(text, payload, endOfMessage);
		}

	}

}
