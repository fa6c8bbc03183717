package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses messages as they arrive (RFC 7692 section 7.2.2), in small steps, so that a
 * message that swells is refused before it has swollen. Holds native memory until
 * {@link #end()}. Not thread-safe.
 */
public final class MessageInflater {

	/** How much is inflated at a time. */
	public static final int STEP = 8 * 1024;

	/** Final blocks in one message, each of which makes zlib start anew. */
	private static final int MAX_RESETS = 16;

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private final Inflater inflater = new Inflater(true);

	private long maxMessageSize;

	private boolean contextTakeover;

	private long inflated;

	private boolean anyInput;

	private int resets;

	/**
	 * Takes the inflated bytes.
	 */
	@FunctionalInterface
	public interface Output {

		/**
		 * Takes the next bytes of the message.
		 * @param bytes valid during the call only; empty at the end of a message, perhaps
		 * @param endOfMessage whether the message ends with them
		 */
		void accept(ByteBuffer bytes, boolean endOfMessage);

	}

	/**
	 * Prepares for a connection, forgetting all of another.
	 * @param takeover whether a message may refer to the ones before it
	 * @param maximum most bytes a message may have when inflated
	 */
	public void begin(boolean takeover, int maximum) {
		this.inflater.reset();
		this.contextTakeover = takeover;
		this.maxMessageSize = maximum;
		this.inflated = 0;
		this.resets = 0;
		this.anyInput = false;
	}

	/**
	 * Inflates the next part of a message.
	 * @param payload the compressed bytes, from position to limit
	 * @param endOfMessage whether the message ends with them
	 * @param scratch room for {@link #STEP} bytes, used during the call only
	 * @param output takes what comes out; its last call for a message says so
	 * @throws ProtocolException with 1009 if the message is too big when inflated, with 1007
	 * if it is not well-compressed
	 */
	public void inflate(ByteBuffer payload, boolean endOfMessage, byte[] scratch, Output output) {
		try {
			if (payload.hasRemaining()) {
				this.anyInput = true;
				run(payload, scratch, output);
			}
			if (endOfMessage) {
				// Feeding the tail to nothing would spoil the next message.
				if (this.anyInput) {
					run(ByteBuffer.wrap(TAIL), scratch, output);
				}
				endMessage();
				output.accept(ByteBuffer.allocate(0), true);
			}
		}
		catch (DataFormatException ex) {
			throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "7.1.7", "message is not well-compressed");
		}
	}

	private void run(ByteBuffer input, byte[] scratch, Output output) throws DataFormatException {
		this.inflater.setInput(input);
		while (true) {
			int count = this.inflater.inflate(scratch);
			if (count > 0) {
				this.inflated += count;
				if (this.inflated > this.maxMessageSize) {
					throw ProtocolException.limit(CloseCode.TOO_BIG, ProtocolException.Cause.MESSAGE_SIZE,
							"message too big when inflated");
				}
				output.accept(ByteBuffer.wrap(scratch, 0, count), false);
			}
			else if (this.inflater.finished()) {
				// A final block ends zlib's stream, but not the message (section 7.2.3.4).
				if (++this.resets > MAX_RESETS) {
					throw new DataFormatException("too many final blocks");
				}
				int left = this.inflater.getRemaining();
				this.inflater.reset();
				if (left == 0) {
					return;
				}
				this.inflater.setInput(input.position(input.limit() - left));
			}
			else if (this.inflater.needsDictionary()) {
				throw new DataFormatException("dictionary asked for");
			}
			else {
				return;
			}
		}
	}

	private void endMessage() {
		this.inflated = 0;
		this.resets = 0;
		this.anyInput = false;
		if (!this.contextTakeover) {
			this.inflater.reset();
		}
	}

	/**
	 * Releases the native memory. The decompressor must not be used again.
	 */
	public void end() {
		this.inflater.end();
	}

}
