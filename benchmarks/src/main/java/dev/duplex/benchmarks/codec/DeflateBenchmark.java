package dev.duplex.benchmarks.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.MessageInflater;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What permessage-deflate costs per message of JSON, without context takeover.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeflateBenchmark {

	private static final int WINDOW_BITS = 15;

	/** Bytes of a message. */
	@Param({ "1024", "16384" })
	public int size;

	/** The level of zlib. */
	@Param({ "1", "6" })
	public int level;

	private final byte[] scratch = new byte[MessageInflater.STEP];

	private final MessageInflater inflater = new MessageInflater();

	private MessageDeflater deflater = new MessageDeflater(1, WINDOW_BITS, false);

	private ByteBuffer message = ByteBuffer.allocate(0);

	private byte[] compressed = {};

	private long inflated;

	/**
	 * Lays out the message.
	 */
	@Setup
	public void prepare() {
		this.deflater.end();
		this.deflater = new MessageDeflater(this.level, WINDOW_BITS, false);
		StringBuilder json = new StringBuilder();
		for (int i = 0; json.length() < this.size; i++) {
			json.append("{\"id\":%d,\"name\":\"item %x\",\"price\":%d.%02d}, ".formatted(i, i * 7919, i % 97, i % 89));
		}
		this.message = ByteBuffer.wrap(json.substring(0, this.size).getBytes(StandardCharsets.US_ASCII));
		this.compressed = this.deflater.compress(this.message.duplicate());
	}

	/**
	 * Gives zlib's memory back.
	 */
	@TearDown
	public void release() {
		this.deflater.end();
		this.inflater.end();
	}

	/**
	 * Compresses.
	 * @return the payload
	 */
	@Benchmark
	public byte[] deflate() {
		return this.deflater.compress(this.message.rewind());
	}

	/**
	 * Decompresses.
	 * @return something the compiler cannot leave out
	 */
	@Benchmark
	public long inflate() {
		this.inflater.begin(null, -1);
		this.inflater.inflate(ByteBuffer.wrap(this.compressed), true, this.scratch,
				(bytes, endOfMessage) -> this.inflated += bytes.remaining());
		return this.inflated;
	}

}
