package dev.duplex.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;

/**
 * Counts messages and bytes without a lock, a contended cache line or an allocation: each
 * event loop writes a {@link Lane} of its own, and whoever reads adds them up. Counts
 * never decrease.
 */
public final class Traffic {

	private final Map<Object, Lane> lanes = new ConcurrentHashMap<>();

	/** Of all threads, as it is written only while a peer does not keep up. */
	private final AtomicLongArray dropped = new AtomicLongArray(DropReason.values().length);

	Traffic() {
	}

	/**
	 * The counters that one serial context writes.
	 * @param writer the context, one of a bounded number such as an event loop
	 * @return its lane, the same each time
	 */
	public Lane lane(Object writer) {
		return this.lanes.computeIfAbsent(writer, (key) -> new Lane());
	}

	/**
	 * Messages received, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long messagesReceived(boolean text) {
		return sum(
				text ? (lane) -> (long) Lane.TEXT_IN.getOpaque(lane) : (lane) -> (long) Lane.BINARY_IN.getOpaque(lane));
	}

	/**
	 * Messages sent, by type: taken into a connection's send queue by its event loop.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long messagesSent(boolean text) {
		return sum(text ? (lane) -> (long) Lane.TEXT_OUT.getOpaque(lane)
				: (lane) -> (long) Lane.BINARY_OUT.getOpaque(lane));
	}

	/**
	 * Payload bytes of messages received, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long bytesReceived(boolean text) {
		return sum(text ? (lane) -> (long) Lane.TEXT_BYTES_IN.getOpaque(lane)
				: (lane) -> (long) Lane.BINARY_BYTES_IN.getOpaque(lane));
	}

	/**
	 * Payload bytes of messages sent, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long bytesSent(boolean text) {
		return sum(text ? (lane) -> (long) Lane.TEXT_BYTES_OUT.getOpaque(lane)
				: (lane) -> (long) Lane.BINARY_BYTES_OUT.getOpaque(lane));
	}

	/**
	 * Messages that were dropped while their connection was open, by reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long messagesDropped(DropReason reason) {
		return this.dropped.get(reason.ordinal());
	}

	/**
	 * Counts a dropped message. Safe from any thread.
	 * @param reason the reason
	 */
	public void dropped(DropReason reason) {
		this.dropped.incrementAndGet(reason.ordinal());
	}

	private long sum(ToLongFunction<Lane> counter) {
		long sum = 0;
		for (Lane lane : this.lanes.values()) {
			sum += counter.applyAsLong(lane);
		}
		return sum;
	}

	/**
	 * The counters of one writing thread.
	 */
	public static final class Lane {

		private static final VarHandle TEXT_IN = handle("textIn");

		private static final VarHandle BINARY_IN = handle("binaryIn");

		private static final VarHandle TEXT_OUT = handle("textOut");

		private static final VarHandle BINARY_OUT = handle("binaryOut");

		private static final VarHandle TEXT_BYTES_IN = handle("textBytesIn");

		private static final VarHandle BINARY_BYTES_IN = handle("binaryBytesIn");

		private static final VarHandle TEXT_BYTES_OUT = handle("textBytesOut");

		private static final VarHandle BINARY_BYTES_OUT = handle("binaryBytesOut");

		private long textIn;

		private long binaryIn;

		private long textOut;

		private long binaryOut;

		private long textBytesIn;

		private long binaryBytesIn;

		private long textBytesOut;

		private long binaryBytesOut;

		private Lane() {
		}

		/**
		 * Counts a part of a received message that has not ended. One thread only.
		 * @param text whether it is text
		 * @param bytes the part's payload
		 */
		public void receivedPart(boolean text, int bytes) {
			if (text) {
				TEXT_BYTES_IN.setOpaque(this, this.textBytesIn + bytes);
			}
			else {
				BINARY_BYTES_IN.setOpaque(this, this.binaryBytesIn + bytes);
			}
		}

		/**
		 * Counts a received message. One thread only.
		 * @param text whether it is text
		 * @param bytes its payload, or the rest that was not counted as parts
		 */
		public void received(boolean text, int bytes) {
			if (text) {
				TEXT_IN.setOpaque(this, this.textIn + 1);
				TEXT_BYTES_IN.setOpaque(this, this.textBytesIn + bytes);
			}
			else {
				BINARY_IN.setOpaque(this, this.binaryIn + 1);
				BINARY_BYTES_IN.setOpaque(this, this.binaryBytesIn + bytes);
			}
		}

		/**
		 * Counts a part of a sent message that has not ended. One thread only.
		 * @param text whether it is text
		 * @param bytes the part's payload
		 */
		public void sentPart(boolean text, int bytes) {
			if (text) {
				TEXT_BYTES_OUT.setOpaque(this, this.textBytesOut + bytes);
			}
			else {
				BINARY_BYTES_OUT.setOpaque(this, this.binaryBytesOut + bytes);
			}
		}

		/**
		 * Counts a sent message. One thread only.
		 * @param text whether it is text
		 * @param bytes its payload, or the rest that was not counted as parts
		 */
		public void sent(boolean text, int bytes) {
			if (text) {
				TEXT_OUT.setOpaque(this, this.textOut + 1);
				TEXT_BYTES_OUT.setOpaque(this, this.textBytesOut + bytes);
			}
			else {
				BINARY_OUT.setOpaque(this, this.binaryOut + 1);
				BINARY_BYTES_OUT.setOpaque(this, this.binaryBytesOut + bytes);
			}
		}

		private static VarHandle handle(String field) {
			try {
				return MethodHandles.lookup().findVarHandle(Lane.class, field, long.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

}
