package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The answers to {@link DeflatedMessages}: every one is inflated and compared. They are
 * gathered until they are whole, since without context takeover connections share an
 * inflater.
 */
final class InflatedAnswers implements Answers {

	/** What a sender leaves out at the end of a message (RFC 7692 section 7.2.1). */
	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private static final int TEXT = 0x1;

	private final List<byte[]> payloads;

	private final Inflater inflater;

	private final boolean contextTakeover;

	private int next;

	private boolean compressed;

	private byte[] gathered = {};

	private int length;

	/**
	 * Creates the answers of a connection.
	 * @param payloads the messages
	 * @param first which of them comes first
	 * @param inflater the connection's own if there is context takeover, else one that
	 * others use too
	 * @param contextTakeover whether messages may refer to the ones before
	 */
	InflatedAnswers(List<byte[]> payloads, int first, Inflater inflater, boolean contextTakeover) {
		this.payloads = payloads;
		this.next = first;
		this.inflater = inflater;
		this.contextTakeover = contextTakeover;
	}

	@Override
	public void begin(int opcode, boolean compressed) {
		if (opcode != TEXT) {
			throw new UnexpectedAnswerException("opcode " + opcode);
		}
		this.compressed = compressed;
		this.length = 0;
	}

	@Override
	public void payload(ByteBuffer bytes, int count) {
		if (this.length + count > 2 * this.payloads.get(this.next).length + 64) {
			throw new UnexpectedAnswerException("a message is longer than the one sent");
		}
		reserve(this.length + count);
		bytes.get(this.gathered, this.length, count);
		this.length += count;
	}

	private void reserve(int size) {
		if (this.gathered.length < size) {
			this.gathered = Arrays.copyOf(this.gathered, size + TAIL.length);
		}
	}

	@Override
	public void end() {
		byte[] expected = this.payloads.get(this.next);
		byte[] message = this.gathered;
		int size = this.length;
		if (this.compressed) {
			// One byte more than expected, so that a longer message is seen.
			message = new byte[expected.length + 1];
			size = inflate(message);
		}
		if (!Arrays.equals(message, 0, size, expected, 0, expected.length)) {
			throw new UnexpectedAnswerException("message " + this.next + " of the cycle came back changed");
		}
		this.next = (this.next + 1) % this.payloads.size();
	}

	private int inflate(byte[] message) {
		reserve(this.length + TAIL.length);
		System.arraycopy(TAIL, 0, this.gathered, this.length, TAIL.length);
		if (!this.contextTakeover) {
			this.inflater.reset();
		}
		this.inflater.setInput(this.gathered, 0, this.length + TAIL.length);
		try {
			int size = 0;
			int more;
			do {
				more = this.inflater.inflate(message, size, message.length - size);
				size += more;
			}
			while (more > 0);
			return size;
		}
		catch (DataFormatException ex) {
			throw new UnexpectedAnswerException("a message cannot be inflated: " + ex.getMessage());
		}
	}

	@Override
	public void release() {
		if (this.contextTakeover) {
			this.inflater.end();
		}
	}

}
