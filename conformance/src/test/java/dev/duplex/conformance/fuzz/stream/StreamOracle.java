package dev.duplex.conformance.fuzz.stream;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

import com.sun.management.ThreadMXBean;
import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.tck.DecodedStream;

/**
 * What has to hold for every stream: nothing but a protocol failure comes of it, the same
 * for every way to cut it, soon, and at a cost that the bytes received account for. One
 * thread.
 */
public final class StreamOracle {

	/** What a stream may take, each time it is decoded. */
	private static final long MAX_NANOS = 50_000_000;

	/** How often a stream that took longer is tried again before it is found slow. */
	private static final int SLOW_TRIES = 5;

	private static final byte USED = (byte) 0xA5;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final StreamAllocation allocation = new StreamAllocation();

	private final MemoryContext context = new MemoryContext();

	private ByteBuffer direct = ByteBuffer.allocateDirect(1 << 17);

	/**
	 * How a stream is cut: from the bytes that are left, how many come next.
	 */
	private enum Cut {

		WHOLE, BYTES, RANDOM;

		IntUnaryOperator pieces(RandomGenerator random) {
			return switch (this) {
				case WHOLE -> (left) -> left;
				case BYTES -> (left) -> 1;
				case RANDOM -> (left) -> 1 + random.nextInt(random.nextBoolean() ? Math.min(left, 4) : left);
			};
		}

	}

	/**
	 * Checks a stream.
	 * @param stream the stream
	 * @throws AssertionError saying what does not hold
	 */
	public void check(FrameStream stream) {
		DecodedStream whole = decodeInTime(stream, Cut.WHOLE);
		for (Cut cut : List.of(Cut.BYTES, Cut.RANDOM)) {
			DecodedStream other = decodeInTime(stream, cut);
			if (!whole.isSameAs(other)) {
				throw new AssertionError("whole: %s, unfinished %d bytes; cut (%s): %s, unfinished %d bytes".formatted(
						whole.outcome(), whole.unfinished().length, cut, other.outcome(), other.unfinished().length));
			}
		}
		if (stream.expected() != null && (!whole.events().equals(stream.expected()) || whole.failure() != null)) {
			throw new AssertionError("valid, and means %s, but: %s".formatted(stream.expected(), whole.outcome()));
		}
	}

	/**
	 * Checks what decoding a stream allocates.
	 * @param stream the stream
	 * @throws AssertionError if it is more than the bytes received account for
	 */
	public void checkAllocation(FrameStream stream) {
		this.allocation.check(stream);
	}

	/**
	 * Checks what a whole connection makes of a stream.
	 * @param stream the stream
	 * @throws AssertionError if that is not what its parts make of it
	 */
	public void checkConnection(FrameStream stream) {
		DecodedStream decoded = decode(stream, Cut.WHOLE);
		try {
			connect(stream, decoded, this.context);
		}
		catch (AssertionError ex) {
			connect(stream, decoded, new MemoryContext());
			throw new AssertionError("with what the connections before left behind, " + ex.getMessage(), ex);
		}
	}

	private static void connect(FrameStream stream, DecodedStream decoded, MemoryContext context) {
		RandomGenerator random = random(stream);
		try {
			StreamConnection connection = new StreamConnection(stream.rules(), random.nextBoolean(), context);
			connection.receive(stream.bytes(), Cut.RANDOM.pieces(random));
			connection.expect(decoded);
		}
		catch (RuntimeException ex) {
			throw new AssertionError("the connection throws " + ex, ex);
		}
	}

	/**
	 * A stream that takes long may have met a garbage collection, a compiler or another
	 * process: it is slow if it takes as much of the processor each time.
	 */
	private DecodedStream decodeInTime(FrameStream stream, Cut cut) {
		long before = System.nanoTime();
		DecodedStream decoded = decode(stream, cut);
		long took = System.nanoTime() - before;
		if (took > MAX_NANOS) {
			long least = Long.MAX_VALUE;
			for (int i = 0; i < SLOW_TRIES && least > MAX_NANOS; i++) {
				long cpu = THREADS.getCurrentThreadCpuTime();
				decode(stream, cut);
				least = Math.min(least, THREADS.getCurrentThreadCpuTime() - cpu);
			}
			if (least > MAX_NANOS) {
				throw new AssertionError("takes %d ms when cut (%s)".formatted(least / 1_000_000, cut));
			}
		}
		return decoded;
	}

	private DecodedStream decode(FrameStream stream, Cut cut) {
		StreamRules rules = stream.rules();
		DecodedStream decoded = new DecodedStream(rules.contextTakeover(), rules.limits().maxMessageSize());
		FrameDecoder decoder = rules.decoder();
		ByteBuffer in = (cut == Cut.RANDOM) ? direct(stream.bytes()) : ByteBuffer.wrap(stream.bytes().clone());
		IntUnaryOperator pieces = cut.pieces(random(stream));
		try {
			boolean goOn = true;
			while (goOn && in.position() < in.capacity()) {
				goOn = piece(decoder, decoded, in, pieces);
			}
		}
		catch (RuntimeException | Error ex) {
			throw new AssertionError("cut (%s): %s".formatted(cut, ex), ex);
		}
		finally {
			decoded.end();
		}
		return decoded;
	}

	/**
	 * Decodes one piece, and spoils its bytes afterwards, as the next read does.
	 */
	private static boolean piece(FrameDecoder decoder, DecodedStream decoded, ByteBuffer in, IntUnaryOperator pieces) {
		int from = in.position();
		int to = from + pieces.applyAsInt(in.capacity() - from);
		in.limit(to);
		boolean goOn = decoded.decode(decoder, in);
		if (goOn && in.position() != to) {
			throw new AssertionError("left %d bytes".formatted(to - in.position()));
		}
		in.limit(in.capacity());
		for (int i = from; i < to; i++) {
			in.put(i, USED);
		}
		return goOn;
	}

	private ByteBuffer direct(byte[] bytes) {
		if (this.direct.capacity() < bytes.length) {
			this.direct = ByteBuffer.allocateDirect(2 * bytes.length);
		}
		this.direct.clear().put(bytes);
		return this.direct.slice(0, bytes.length);
	}

	/**
	 * Chance that depends on the stream only, so that it is cut in the same places when
	 * it is looked at again.
	 */
	private static RandomGenerator random(FrameStream stream) {
		return new SplittableRandom(Arrays.hashCode(stream.bytes()) + stream.rules().number());
	}

}
