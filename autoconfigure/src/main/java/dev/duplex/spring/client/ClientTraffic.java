package dev.duplex.spring.client;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;

import dev.duplex.engine.DropReason;
import dev.duplex.engine.Traffic;

/**
 * What went through all connections of one client, whichever handlers they had. What has
 * ended is added up, so that a client which connects again and again holds no more.
 */
public final class ClientTraffic {

	private final Set<Traffic> live = new HashSet<>();

	private final Totals ended = new Totals();

	ClientTraffic() {
	}

	synchronized void add(Traffic traffic) {
		this.live.add(traffic);
	}

	/**
	 * Keeps the counts of what is counted no more.
	 */
	synchronized void remove(Traffic traffic) {
		if (this.live.remove(traffic)) {
			this.ended.add(traffic);
		}
	}

	/**
	 * Messages received, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long messagesReceived(boolean text) {
		return sum(this.ended.messagesReceived, text, (traffic) -> traffic.messagesReceived(text));
	}

	/**
	 * Messages sent, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long messagesSent(boolean text) {
		return sum(this.ended.messagesSent, text, (traffic) -> traffic.messagesSent(text));
	}

	/**
	 * Payload bytes of messages received, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long bytesReceived(boolean text) {
		return sum(this.ended.bytesReceived, text, (traffic) -> traffic.bytesReceived(text));
	}

	/**
	 * Payload bytes of messages sent, by type.
	 * @param text text messages, else binary ones
	 * @return the count
	 */
	public long bytesSent(boolean text) {
		return sum(this.ended.bytesSent, text, (traffic) -> traffic.bytesSent(text));
	}

	/**
	 * Messages that were dropped while their connection was open, by reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long messagesDropped(DropReason reason) {
		return sum(this.ended.messagesDropped, reason.ordinal(), (traffic) -> traffic.messagesDropped(reason));
	}

	private long sum(long[] ended, boolean text, ToLongFunction<Traffic> count) {
		return sum(ended, index(text), count);
	}

	private synchronized long sum(long[] ended, int index, ToLongFunction<Traffic> count) {
		long sum = ended[index];
		for (Traffic traffic : this.live) {
			sum += count.applyAsLong(traffic);
		}
		return sum;
	}

	private static int index(boolean text) {
		return text ? 0 : 1;
	}

	/**
	 * Counts by type, or by reason.
	 */
	private static final class Totals {

		private final long[] messagesReceived = new long[2];

		private final long[] messagesSent = new long[2];

		private final long[] bytesReceived = new long[2];

		private final long[] bytesSent = new long[2];

		private final long[] messagesDropped = new long[DropReason.values().length];

		void add(Traffic traffic) {
			for (boolean text : new boolean[] { true, false }) {
				int index = index(text);
				this.messagesReceived[index] += traffic.messagesReceived(text);
				this.messagesSent[index] += traffic.messagesSent(text);
				this.bytesReceived[index] += traffic.bytesReceived(text);
				this.bytesSent[index] += traffic.bytesSent(text);
			}
			for (DropReason reason : DropReason.values()) {
				this.messagesDropped[reason.ordinal()] += traffic.messagesDropped(reason);
			}
		}

	}

}
