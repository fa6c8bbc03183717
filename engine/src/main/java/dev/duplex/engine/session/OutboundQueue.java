package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.duplex.engine.OverflowPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for a transport to take them, first in first out. Holds published
 * frames by reference, so that one array serves all subscribers. One thread.
 */
final class OutboundQueue {

	private final ArrayDeque<Object> entries = new ArrayDeque<>(4);

	/** What waits by key; an entry that has begun to leave may be among it. */
	private @Nullable Map<String, Sheddable> latest;

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

	/** An entry that may be dropped or replaced until it begins to leave. */
	static final class Sheddable {

		private Shedding shedding;

		private byte[] frame;

		private @Nullable CompletableFuture<@Nullable Void> receipt;

		Sheddable(Shedding shedding, byte[] frame, @Nullable CompletableFuture<@Nullable Void> receipt) {
			this.shedding = shedding;
			this.frame = frame;
			this.receipt = receipt;
		}

		private void exchange(Sheddable other) {
			Sheddable before = new Sheddable(this.shedding, this.frame, this.receipt);
			this.shedding = other.shedding;
			this.frame = other.frame;
			this.receipt = other.receipt;
			other.shedding = before.shedding;
			other.frame = before.frame;
			other.receipt = before.receipt;
		}

		private boolean isExpired(long now) {
			return this.shedding.expiry() != Shedding.NEVER && now - this.shedding.expiry() >= 0;
		}

	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	void add(byte[] frame, @Nullable CompletableFuture<@Nullable Void> receipt) {
		this.entries.add((receipt != null) ? new Tracked(frame, receipt) : frame);
	}

	/**
	 * Adds what may be dropped, at the end.
	 */
	void add(Sheddable entry) {
		this.entries.add(entry);
		String key = entry.shedding.key();
		if (key != null) {
			if (this.latest == null) {
				this.latest = new HashMap<>();
			}
			this.latest.put(key, entry);
		}
	}

	/**
	 * Puts an entry in the place of the one that waits with the same key.
	 * @return whether there was one, which the given entry is now
	 */
	boolean replace(Sheddable entry) {
		Map<String, Sheddable> known = this.latest;
		Sheddable waiting = (known != null) ? known.get(entry.shedding.key()) : null;
		if (waiting == null || waiting == this.entries.peekFirst() && isHeadStarted()) {
			return false;
		}
		waiting.exchange(entry);
		return true;
	}

	/**
	 * Takes out the oldest entry that gives way to others.
	 * @return the entry, or {@code null} if there is none
	 */
	@Nullable Object removeOldest() {
		boolean started = isHeadStarted();
		for (Iterator<Object> iterator = this.entries.iterator(); iterator.hasNext();) {
			Object entry = iterator.next();
			if (!started && entry instanceof Sheddable sheddable
					&& sheddable.shedding.policy() == OverflowPolicy.DROP_OLDEST) {
				iterator.remove();
				forgetKey(sheddable);
				return entry;
			}
			started = false;
		}
		return null;
	}

	/**
	 * Takes out what has waited for too long, as far as it is about to leave.
	 * @param bytes how many bytes are about to leave
	 * @param expired called for each entry
	 */
	void expire(long now, int bytes, Consumer<Object> expired) {
		boolean started = isHeadStarted();
		long left = (long) bytes + this.headOffset;
		for (Iterator<Object> iterator = this.entries.iterator(); iterator.hasNext() && left > 0;) {
			Object entry = iterator.next();
			if (!started && entry instanceof Sheddable sheddable && sheddable.isExpired(now)) {
				iterator.remove();
				forgetKey(sheddable);
				expired.accept(entry);
			}
			else {
				left -= frame(entry).length;
			}
			started = false;
		}
	}

	private void forgetKey(Object entry) {
		if (this.latest != null && entry instanceof Sheddable sheddable && sheddable.shedding.key() != null) {
			this.latest.remove(sheddable.shedding.key(), sheddable);
		}
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
			forgetKey(head);
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
			forgetKey(entry);
			dropped.accept(entry);
		}
	}

	static byte[] frame(Object entry) {
		if (entry instanceof byte[] frame) {
			return frame;
		}
		if (entry instanceof Sheddable sheddable) {
			return sheddable.frame;
		}
		return (entry instanceof Tracked tracked) ? tracked.frame() : ((Uncounted) entry).bytes();
	}

	static boolean isMessage(Object entry) {
		return !(entry instanceof Uncounted);
	}

	static @Nullable CompletableFuture<@Nullable Void> receipt(Object entry) {
		if (entry instanceof Sheddable sheddable) {
			return sheddable.receipt;
		}
		return (entry instanceof Tracked tracked) ? tracked.receipt() : null;
	}

}
