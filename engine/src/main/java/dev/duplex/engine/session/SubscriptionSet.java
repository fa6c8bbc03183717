package dev.duplex.engine.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The topics of one session, from its first subscription to its end. Safe from any
 * thread.
 */
final class SubscriptionSet {

	private final Map<String, Subscription> subscriptions = new HashMap<>(4);

	private boolean ended;

	/** What was delivered last of what reaches several. The connection's context only. */
	private long publication;

	synchronized boolean add(AcceptedConnection connection, String topic, boolean pattern) {
		if (this.ended || this.subscriptions.containsKey(topic)) {
			return false;
		}
		int limit = connection.host().maxSubscriptions();
		if (limit != -1 && this.subscriptions.size() >= limit) {
			throw new IllegalStateException(
					"the connection has " + limit + " subscriptions, as many as maxSubscriptionsPerConnection allows");
		}
		this.subscriptions.put(topic, connection.subscribeTo(topic, pattern));
		return true;
	}

	synchronized boolean remove(String topic) {
		Subscription subscription = this.subscriptions.remove(topic);
		if (subscription == null) {
			return false;
		}
		subscription.cancel();
		return true;
	}

	/**
	 * Whether a publication comes for the first time. In the connection's context, where
	 * all that belongs to one publication is done before the next begins.
	 */
	boolean isNew(long number) {
		boolean differs = this.publication != number;
		this.publication = number;
		return differs;
	}

	synchronized Set<String> topics() {
		return Set.copyOf(this.subscriptions.keySet());
	}

	synchronized void end() {
		this.ended = true;
		this.subscriptions.values().forEach(Subscription::cancel);
		this.subscriptions.clear();
	}

}
