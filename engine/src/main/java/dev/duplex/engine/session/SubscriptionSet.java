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

	synchronized boolean add(AcceptedConnection connection, String topic) {
		if (this.ended || this.subscriptions.containsKey(topic)) {
			return false;
		}
		int limit = connection.host().maxSubscriptions();
		if (limit != -1 && this.subscriptions.size() >= limit) {
			throw new IllegalStateException("the connection has " + limit + " subscriptions, as many as allowed");
		}
		this.subscriptions.put(topic, connection.subscribeTo(topic));
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

	synchronized Set<String> topics() {
		return Set.copyOf(this.subscriptions.keySet());
	}

	synchronized void end() {
		this.ended = true;
		this.subscriptions.values().forEach(Subscription::cancel);
		this.subscriptions.clear();
	}

}
