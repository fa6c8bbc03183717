package dev.duplex.conformance.fuzz.stream;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

import com.sun.management.ThreadMXBean;
import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameHandler;
import dev.duplex.engine.protocol.MessageInflater;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.SlidingWindow;
import dev.duplex.engine.protocol.TextValidator;

/**
 * How much memory the protocol's parts allocate for a stream, garbage included: no more
 * than twice the bytes received and a limit, whatever lengths the stream declares and
 * whatever swells out of it. One thread.
 */
final class StreamAllocation {

	/** The largest message by default; a stream's own limits may be lower. */
	private static final int LIMIT = 64 * 1024;

	/**
	 * What an inflated message may be referred to by: 32 KiB that grew by doubling.
	 */
	private static final int WINDOW = 64 * 1024;

	/**
	 * A view of what was inflated, for each piece that arrives: garbage at once.
	 */
	private static final int VIEW = 64;

	private static final int SMALL_PIECE = 7;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final byte[] scratch = new byte[MessageInflater.STEP];

	private boolean warm;

	void check(FrameStream stream) {
		if (!this.warm) {
			// Loads the classes.
			measure(stream, 1);
			this.warm = true;
		}
		check(stream, Math.max(1, stream.bytes().length));
		check(stream, SMALL_PIECE);
	}

	private void check(FrameStream stream, int piece) {
		int length = stream.bytes().length;
		int pieces = 1 + length / piece;
		long allowed = 2L * length + LIMIT + (stream.rules().deflate() ? WINDOW + pieces * VIEW : 0);
		long allocated = measure(stream, piece);
		if (allocated > allowed) {
			throw new AssertionError("%d bytes in pieces of %d made the decoder allocate %d, more than %d"
				.formatted(length, piece, allocated, allowed));
		}
	}

	private long measure(FrameStream stream, int piece) {
		ByteBuffer in = ByteBuffer.wrap(stream.bytes().clone());
		MessageInflater inflater = new MessageInflater();
		try {
			inflater.begin(stream.rules().contextTakeover() ? new SlidingWindow() : null,
					stream.rules().limits().maxMessageSize());
			Reader reader = new Reader(inflater, this.scratch);
			FrameDecoder decoder = stream.rules().decoder();
			long thread = Thread.currentThread().getId();
			long before = THREADS.getThreadAllocatedBytes(thread);
			decode(decoder, reader, in, piece);
			return THREADS.getThreadAllocatedBytes(thread) - before;
		}
		finally {
			inflater.end();
		}
	}

	private static void decode(FrameDecoder decoder, FrameHandler handler, ByteBuffer in, int piece) {
		try {
			boolean goOn = true;
			while (goOn && in.position() < in.capacity()) {
				in.limit(Math.min(in.capacity(), in.position() + piece));
				goOn = decoder.decode(in, handler);
			}
		}
		catch (ProtocolException ex) {
			// As good an end as any.
		}
	}

	/**
	 * Reads messages and keeps nothing of them.
	 */
	private static final class Reader implements FrameHandler, MessageInflater.Output {

		private final TextValidator validator = new TextValidator();

		private final MessageInflater inflater;

		private final byte[] scratch;

		private boolean text;

		Reader(MessageInflater inflater, byte[] scratch) {
			this.inflater = inflater;
			this.scratch = scratch;
		}

		@Override
		public void onData(boolean isText, boolean compressed, ByteBuffer payload, boolean endOfMessage) {
			this.text = isText;
			if (compressed) {
				this.inflater.inflate(payload, endOfMessage, this.scratch, this);
			}
			else {
				accept(payload, endOfMessage);
			}
		}

		@Override
		public void accept(ByteBuffer bytes, boolean endOfMessage) {
			if (this.text) {
				this.validator.check(bytes, endOfMessage);
			}
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

}
