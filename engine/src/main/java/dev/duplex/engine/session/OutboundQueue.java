package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for a transport to take them, first in first out. Holds published
 * frames by reference, so that one array serves all subscribers. One thread.
 */
final class OutboundQueue {

	private final ArrayDeque<Object> entries = new ArrayDeque<>(4);

	/** How much of the first entry has been taken already. */
	private int headOffset;

	/** Whether the first entry is the rest of what has been taken already. */
	private boolean headIsRest;

	/** An entry that is no message, so that it does not count as one. */
	record Uncounted(byte[] bytes) {
	}

	/** An entry whose sender wants to know. */
	record Tracked(byte[] frame, CompletableFuture<@Nullable Void> receipt) {
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	void add(byte[] frame, @Nullable CompletableFuture<@Nullable Void> receipt) {
		this.entries.add((receipt != null) ? new Tracked(frame, receipt) : frame);
	}

	void addUncounted(byte[] bytes) {
		this.entries.add(new Uncounted(bytes));
	}

	/**
	 * Adds what must go before everything but what is on its way.
	 */
	void addUrgent(byte[] bytes) {
		if (!isHeadStarted()) {
			this.entries.addFirst(new Uncounted(bytes));
			return;
		}
		Object head = this.entries.removeFirst();
		this.entries.addFirst(new Uncounted(bytes));
		this.entries.addFirst(head);
	}

	/**
	 * Adds the rest of something that is on its way, before everything.
	 */
	void addRest(byte[] rest) {
		this.entries.addFirst(new Uncounted(rest));
		this.headIsRest = true;
	}

	private boolean isHeadStarted() {
		return this.headOffset > 0 || this.headIsRest;
	}

	/**
	 * Copies as much as fits, in order, without taking it out.
	 */
	void copyTo(ByteBuffer target) {
		int offset = this.headOffset;
		for (Iterator<Object> iterator = this.entries.iterator(); iterator.hasNext() && target.hasRemaining();) {
			byte[] frame = frame(iterator.next());
			target.put(frame, offset, Math.min(frame.length - offset, target.remaining()));
			offset = 0;
		}
	}

	/**
	 * Takes bytes out that have been written.
	 * @param count how many
	 * @param sent called for each entry that is complete
	 */
	void remove(int count, Consumer<Object> sent) {
		int left = count;
		while (left > 0) {
			Object head = this.entries.getFirst();
			int rest = frame(head).length - this.headOffset;
			if (left < rest) {
				this.headOffset += left;
				return;
			}
			left -= rest;
			this.headOffset = 0;
			this.headIsRest = false;
			this.entries.removeFirst();
			sent.accept(head);
		}
	}

	/**
	 * Takes everything out but a frame that is on its way.
	 * @param dropped called for each entry
	 */
	void dropUnstarted(Consumer<Object> dropped) {
		Object started = isHeadStarted() ? this.entries.pollFirst() : null;
		drop(dropped);
		if (started != null) {
			this.entries.add(started);
		}
	}

	/**
	 * Takes everything out.
	 * @param dropped called for each entry
	 */
	void dropAll(Consumer<Object> dropped) {
		this.headOffset = 0;
		this.headIsRest = false;
		drop(dropped);
	}

	private void drop(Consumer<Object> dropped) {
		Object entry;
		while ((entry = this.entries.pollFirst()) != null) {
			dropped.accept(entry);
		}
	}

	static byte[] frame(Object entry) {
		if (entry instanceof byte[] frame) {
			return frame;
		}
		return (entry instanceof Tracked tracked) ? tracked.frame() : ((Uncounted) entry).bytes();
	}

	static boolean isMessage(Object entry) {
		return !(entry instanceof Uncounted);
	}

	static @Nullable CompletableFuture<@Nullable Void> receipt(Object entry) {
		return (entry instanceof Tracked tracked) ? tracked.receipt() : null;
	}

}
