package dev.duplex.conformance.suite;

/**
 * What messages are made from.
 *
 * @param name what it is
 * @param bytes its bytes
 */
public record Payload(String name, byte[] bytes) {

	/**
	 * The next message: each goes on where the one before it ended.
	 * @param index the message, from 0
	 * @param size its size
	 * @return its bytes
	 */
	byte[] part(int index, int size) {
		byte[] part = new byte[size];
		int from = (int) ((long) index * size % this.bytes.length);
		for (int filled = 0; filled < size;) {
			int count = Math.min(size - filled, this.bytes.length - from);
			System.arraycopy(this.bytes, from, part, filled, count);
			filled += count;
			from = 0;
		}
		return part;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
