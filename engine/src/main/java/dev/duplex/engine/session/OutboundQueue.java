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
	private @Nullable Map<String, Place> latest;

	/** Whether a message that may expire has been among the entries. */
	private boolean perishable;

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

	/**
	 * A message that may be dropped.
	 *
	 * @param frame its frame
	 * @param text whether it is text
	 * @param payloadBytes its payload, before compression
	 * @param receipt tells the sender when it left
	 * @param shedding what may become of it
	 */
	record SheddableMessage(byte[] frame, boolean text, int payloadBytes,
			@Nullable CompletableFuture<@Nullable Void> receipt, Shedding shedding) {
	}

	/** An entry whose message may be dropped, or replaced, until it begins to leave. */
	private static final class Place {

		private SheddableMessage message;

		Place(SheddableMessage message) {
			this.message = message;
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
	void add(SheddableMessage message) {
		Place place = new Place(message);
		this.entries.add(place);
		this.perishable |= message.shedding().expiry() != Shedding.NEVER;
		String key = message.shedding().key();
		if (key != null) {
			if (this.latest == null) {
				this.latest = new HashMap<>();
			}
			this.latest.put(key, place);
		}
	}

	/**
	 * Puts a message in the place of the one that waits with the same key.
	 * @return the one that waited, or {@code null} if there was none
	 */
	@Nullable SheddableMessage replace(SheddableMessage message) {
		Place place = (this.latest != null) ? this.latest.get(message.shedding().key()) : null;
		if (place == null || place == this.entries.peekFirst() && isHeadStarted()) {
			return null;
		}
		SheddableMessage before = place.message;
		place.message = message;
		this.perishable |= message.shedding().expiry() != Shedding.NEVER;
		return before;
	}

	/**
	 * Takes out the oldest message that gives way to others.
	 * @return the message, or {@code null} if there is none
	 */
	@Nullable SheddableMessage removeOldest() {
		boolean started = isHeadStarted();
		for (Iterator<Object> iterator = this.entries.iterator(); iterator.hasNext();) {
			Object entry = iterator.next();
			if (!started && entry instanceof Place place
					&& place.message.shedding().policy() == OverflowPolicy.DROP_OLDEST) {
				iterator.remove();
				forgetKey(place);
				return place.message;
			}
			started = false;
		}
		return null;
	}

	/**
	 * Takes out what has waited for too long.
	 * @param bytes how many bytes from the front to look at
	 * @param expired called for each message
	 */
	void expire(long now, long bytes, Consumer<SheddableMessage> expired) {
		if (!this.perishable) {
			return;
		}
		boolean started = isHeadStarted();
		long left = bytes + this.headOffset;
		for (Iterator<Object> iterator = this.entries.iterator(); iterator.hasNext() && left > 0;) {
			Object entry = iterator.next();
			if (!started && entry instanceof Place place && place.message.shedding().isExpired(now)) {
				iterator.remove();
				forgetKey(place);
				expired.accept(place.message);
			}
			else {
				left -= frame(entry).length;
			}
			started = false;
		}
	}

	private void forgetKey(Object entry) {
		if (this.latest != null && entry instanceof Place place && place.message.shedding().key() != null) {
			this.latest.remove(place.message.shedding().key(), place);
		}
	}

	/**
	 * The message of an entry, if it is one that may be dropped.
	 */
	static @Nullable SheddableMessage sheddable(Object entry) {
		return (entry instanceof Place place) ? place.message : null;
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
		if (entry instanceof Place place) {
			return place.message.frame();
		}
		return (entry instanceof Tracked tracked) ? tracked.frame() : ((Uncounted) entry).bytes();
	}

	static boolean isMessage(Object entry) {
		return !(entry instanceof Uncounted);
	}

	static @Nullable CompletableFuture<@Nullable Void> receipt(Object entry) {
		if (entry instanceof Place place) {
			return place.message.receipt();
		}
		return (entry instanceof Tracked tracked) ? tracked.receipt() : null;
	}

}
