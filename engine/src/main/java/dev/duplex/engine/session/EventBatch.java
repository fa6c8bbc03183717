package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The events that one read brought, packed: their payloads end to end in one array, so
 * that many small messages cost one hand-over and no object each. Filled by one thread,
 * then read by another.
 */
final class EventBatch {

	enum Kind {

		OPEN, TEXT, BINARY, TEXT_PART, TEXT_END, BINARY_PART, BINARY_END, PONG, PEER_CLOSE, CLOSE

	}

	private static final byte[] EMPTY = new byte[0];

	private Kind[] kinds = new Kind[4];

	private int[] ends = new int[4];

	private int count;

	private byte[] payloads = EMPTY;

	private int length;

	void add(Kind kind) {
		if (this.count == this.kinds.length) {
			this.kinds = Arrays.copyOf(this.kinds, this.count * 2);
			this.ends = Arrays.copyOf(this.ends, this.count * 2);
		}
		this.kinds[this.count] = kind;
		this.ends[this.count++] = this.length;
	}

	/**
	 * Adds an event with a payload.
	 * @param owned whether the payload's array may be kept
	 */
	void add(Kind kind, ByteBuffer payload, boolean owned) {
		int size = payload.remaining();
		if (owned && this.length == 0 && payload.hasArray() && payload.arrayOffset() + payload.position() == 0) {
			this.payloads = payload.array();
		}
		else {
			ensure(this.length + size);
			payload.get(payload.position(), this.payloads, this.length, size);
		}
		this.length += size;
		add(kind);
	}

	int count() {
		return this.count;
	}

	int length() {
		return this.length;
	}

	Kind kind(int index) {
		return this.kinds[index];
	}

	ByteBuffer payload(int index) {
		int from = (index > 0) ? this.ends[index - 1] : 0;
		return ByteBuffer.wrap(this.payloads, from, this.ends[index] - from);
	}

	private void ensure(int needed) {
		if (needed > this.payloads.length) {
			int grown = (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, this.payloads.length * 3L / 2));
			this.payloads = Arrays.copyOf(this.payloads, grown);
		}
	}

}
