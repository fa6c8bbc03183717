package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Decompresses messages as they arrive (RFC 7692 section 7.2.2), in small steps, so that
 * a message that swells is refused before it has swollen. Holds native memory until
 * {@link #end()}. Not thread-safe.
 */
public final class MessageInflater {

	/** How much is inflated at a time. */
	public static final int STEP = 8 * 1024;

	/** Final blocks in one message, each of which makes zlib start anew. */
	private static final int MAX_RESETS = 16;

	/**
	 * What the sender left out, the lengths of an empty block, and an empty block that is
	 * the last: zlib says of that one only when it is at its end.
	 */
	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF };

	private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

	private final Inflater inflater = new Inflater(true);

	/** For messages that refer to none before them. */
	private final SlidingWindow ownWindow = new SlidingWindow();

	private SlidingWindow window = this.ownWindow;

	private long maxMessageSize;

	/** Whether zlib is within a message. */
	private boolean started;

	private long inflated;

	/** Whether there was input that the tail must complete. */
	private boolean incomplete;

	private int resets;

	/**
	 * Takes the inflated bytes.
	 */
	@FunctionalInterface
	public interface Output {

		/**
		 * Takes the next bytes of the message.
		 * @param bytes valid during the call only; empty at the end of a message
		 * @param endOfMessage whether the message ends with them
		 */
		void accept(ByteBuffer bytes, boolean endOfMessage);

	}

	/**
	 * Prepares for the next messages of a connection, forgetting all of another.
	 * @param context what the connection's messages may refer to and become a part of;
	 * {@code null} if each stands for itself
	 * @param maximum most bytes a message may have when inflated; {@code -1} for no limit
	 */
	public void begin(@Nullable SlidingWindow context, int maximum) {
		this.window = (context != null) ? context : this.ownWindow;
		this.maxMessageSize = (maximum != -1) ? maximum : Long.MAX_VALUE;
		this.started = false;
	}

	/**
	 * Inflates the next part of a message.
	 * @param payload the compressed bytes, from position to limit
	 * @param endOfMessage whether the message ends with them
	 * @param scratch room for {@link #STEP} bytes, used during the call only
	 * @param output takes what comes out; its last call for a message says so
	 * @throws ProtocolException with 1009 if the message is too big when inflated, with
	 * 1007 if it is not well-compressed
	 */
	public void inflate(ByteBuffer payload, boolean endOfMessage, byte[] scratch, Output output) {
		try {
			if (!this.started) {
				start();
			}
			if (payload.hasRemaining()) {
				this.incomplete = true;
				run(payload, scratch, output);
			}
			if (endOfMessage) {
				complete(scratch);
			}
		}
		catch (DataFormatException ex) {
			throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "7.1.7", "message is not well-compressed");
		}
		if (endOfMessage) {
			output.accept(EMPTY, true);
		}
	}

	private void start() {
		this.inflater.reset();
		if (this.window == this.ownWindow) {
			this.window.clear();
		}
		this.window.restore(this.inflater);
		this.inflated = 0;
		this.resets = 0;
		this.incomplete = false;
		this.started = true;
	}

	private void run(ByteBuffer input, byte[] scratch, Output output) throws DataFormatException {
		this.inflater.setInput(input);
		while (true) {
			long before = this.inflater.getBytesWritten();
			int count;
			try {
				count = this.inflater.inflate(scratch);
			}
			catch (DataFormatException ex) {
				// What came out before the fault may be worse than the fault, and is
				// looked at first however the bytes were cut.
				emit((int) (this.inflater.getBytesWritten() - before), scratch, output);
				throw ex;
			}
			if (count > 0) {
				emit(count, scratch, output);
			}
			else if (this.inflater.finished()) {
				startAnew(input);
			}
			else {
				return;
			}
		}
	}

	/**
	 * Gives on what fits into the message before it is found too big, so that a fault in
	 * it is found first however the bytes were cut.
	 */
	private void emit(int count, byte[] scratch, Output output) {
		int fitting = (int) Math.min(count, this.maxMessageSize - this.inflated);
		this.inflated += fitting;
		this.window.add(scratch, fitting);
		output.accept(ByteBuffer.wrap(scratch, 0, fitting), false);
		if (fitting < count) {
			throw ProtocolException.limit(CloseCode.TOO_BIG, ProtocolException.Cause.MESSAGE_SIZE,
					"message too big when inflated");
		}
	}

	/**
	 * A final block ends zlib's stream, but neither the message nor what later blocks may
	 * refer to (section 7.2.3.4).
	 */
	private void startAnew(ByteBuffer input) throws DataFormatException {
		if (++this.resets > MAX_RESETS) {
			throw new DataFormatException("too many final blocks");
		}
		input.position(input.limit() - this.inflater.getRemaining());
		this.inflater.reset();
		this.window.restore(this.inflater);
		this.inflater.setInput(input);
		this.incomplete = input.hasRemaining();
	}

	/**
	 * Checks that the message ended where the lengths of an empty block were left out, or
	 * with a final block. In the middle of anything else, they would be taken for a part
	 * of that.
	 */
	private void complete(byte[] scratch) throws DataFormatException {
		if (this.incomplete) {
			this.inflater.setInput(TAIL);
			if (this.inflater.inflate(scratch) > 0 || !this.inflater.finished() || this.inflater.getRemaining() > 0) {
				throw new DataFormatException("message ends inside of a block");
			}
		}
		this.started = false;
	}

	/**
	 * Releases the native memory. The decompressor must not be used again.
	 */
	public void end() {
		this.inflater.end();
	}

}
