package dev.duplex.engine.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.Traffic;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.PerMessageDeflate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection since its handshake was accepted, and what the
 * application keeps with it: attributes and subscriptions. Safe from any thread.
 */
abstract class AcceptedConnection implements WebSocketConnection {

	private static final VarHandle ATTRIBUTES;

	private static final VarHandle SUBSCRIPTIONS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ATTRIBUTES = lookup.findVarHandle(AcceptedConnection.class, "attributes", Map.class);
			SUBSCRIPTIONS = lookup.findVarHandle(AcceptedConnection.class, "subscriptions", SubscriptionSet.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final SessionHost host;

	private final Role role;

	private final HandshakeDecision.Accept accepted;

	private final HandshakeRequest handshake;

	private final long idHigh;

	private final long idLow;

	@SuppressWarnings("unused")
	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable SubscriptionSet subscriptions;

	AcceptedConnection(SessionHost host, Role role, HandshakeDecision.Accept accepted, HandshakeRequest handshake,
			long idHigh, long idLow) {
		this.host = host;
		this.role = role;
		this.accepted = accepted.attributes().isEmpty() ? accepted : withoutAttributes(accepted);
		this.handshake = handshake;
		this.idHigh = idHigh;
		this.idLow = idLow;
		if (!accepted.attributes().isEmpty()) {
			this.attributes = new ConcurrentHashMap<>(accepted.attributes());
		}
	}

	/**
	 * What the application takes out of a connection's attributes is not kept.
	 */
	private static HandshakeDecision.Accept withoutAttributes(HandshakeDecision.Accept accept) {
		return new HandshakeDecision.Accept(accept.endpoint(), accept.pathVariables(), accept.subprotocol(),
				accept.principal(), accept.headers(), accept.deflate());
	}

	/**
	 * Whether the connection has ended, or is about to.
	 */
	abstract boolean isEnding();

	/**
	 * Takes a place in a topic, or in all that match a pattern.
	 */
	abstract Subscription subscribeTo(String topic, boolean pattern);

	SessionHost host() {
		return this.host;
	}

	ConnectionOptions options() {
		return this.accepted.endpoint().options();
	}

	Traffic traffic() {
		return this.accepted.endpoint().traffic();
	}

	ConnectionHandler handler() {
		return this.accepted.endpoint().handler();
	}

	/**
	 * What was agreed on for compression.
	 */
	@Nullable PerMessageDeflate deflate() {
		return this.accepted.deflate();
	}

	/**
	 * Ends all subscriptions, when the connection has ended.
	 */
	void endSubscriptions() {
		SubscriptionSet existing = (SubscriptionSet) SUBSCRIPTIONS.getAndSet(this, null);
		if (existing != null) {
			existing.end();
		}
	}

	@Override
	public String id() {
		HexFormat hex = HexFormat.of();
		return hex.toHexDigits(this.idHigh) + hex.toHexDigits(this.idLow);
	}

	@Override
	public boolean isClient() {
		return this.role == Role.CLIENT;
	}

	@Override
	public List<Header> responseHeaders() {
		return this.accepted.headers();
	}

	@Override
	public String endpoint() {
		return this.accepted.endpoint().name();
	}

	@Override
	public HandshakeRequest handshake() {
		return this.handshake;
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.accepted.pathVariables();
	}

	@Override
	public @Nullable String subprotocol() {
		return this.accepted.subprotocol();
	}

	@Override
	public @Nullable Principal principal() {
		return this.accepted.principal();
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.handshake.remoteAddress();
	}

	@Override
	@SuppressWarnings("unchecked")
	public Map<String, Object> attributes() {
		Map<String, Object> existing = this.attributes;
		if (existing == null) {
			Map<String, Object> created = new ConcurrentHashMap<>(4);
			Map<String, Object> witness = (Map<String, Object>) ATTRIBUTES.compareAndExchange(this, null, created);
			existing = (witness != null) ? witness : created;
		}
		return existing;
	}

	/**
	 * Whether a publication that reaches several subscriptions has not been delivered
	 * yet. In the context.
	 */
	boolean isNew(long publication) {
		SubscriptionSet existing = this.subscriptions;
		return existing != null && existing.isNew(publication);
	}

	@Override
	public boolean subscribe(String topic) {
		return subscribe(topic, false);
	}

	@Override
	public boolean subscribeMatching(String pattern) {
		return subscribe(pattern, true);
	}

	private boolean subscribe(String topic, boolean pattern) {
		SubscriptionSet existing = this.subscriptions;
		while (existing == null) {
			if (!isOpen()) {
				return false;
			}
			existing = new SubscriptionSet();
			if (!SUBSCRIPTIONS.compareAndSet(this, null, existing)) {
				existing = this.subscriptions;
			}
		}
		boolean added = existing.add(this, topic, pattern);
		if (added && isEnding()) {
			// The connection may have ended before this set was there to be ended.
			existing.remove(topic);
			return false;
		}
		return added;
	}

	@Override
	public boolean unsubscribe(String topic) {
		SubscriptionSet existing = this.subscriptions;
		return existing != null && existing.remove(topic);
	}

	@Override
	public Set<String> subscriptions() {
		SubscriptionSet existing = this.subscriptions;
		return (existing != null) ? existing.topics() : Set.of();
	}

	@Override
	public String toString() {
		return "WebSocketConnection " + id() + " " + endpoint();
	}

}
