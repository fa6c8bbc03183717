package dev.duplex.engine.runtime;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.Topics;
import dev.duplex.engine.Users;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.lane.LaneGroup;
import dev.duplex.engine.nio.EventLoopGroup;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.session.CompressorPool;
import dev.duplex.engine.session.MaskingKeys;
import dev.duplex.engine.session.Role;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.session.SessionHost;
import dev.duplex.engine.session.TopicDirectory;
import dev.duplex.engine.topic.TopicRegistry;
import dev.duplex.engine.topic.UserRegistry;
import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of an application share: event loops, topics, limits and the list
 * of those that are open, whichever port they came in by. Safe from any thread.
 */
public final class WebSocketEngine implements AutoCloseable {

	private static final Header RETRY_AFTER = new Header("Retry-After", "5");

	/**
	 * How long after it was accepted a handshake may not have become a connection yet: a
	 * container answers 101 before it hands the connection over, and a drain must not end
	 * in between.
	 */
	private static final long SETTLE_NANOS = 250_000_000L;

	/**
	 * More than loops, so that threads of a container that come at the same time seldom
	 * meet; few, so that what is published is handed over a few times only.
	 */
	private static final int LANES_PER_LOOP = 2;

	private final EngineOptions options;

	private final EngineListener listener;

	private final TopicRegistry topics;

	private final Host host = new Host();

	private final ConnectionIds ids = new ConnectionIds();

	private final Sessions accepted = new Sessions();

	private final Sessions connected = new Sessions();

	private final UserRegistry users = new UserRegistry(this.accepted.sessions());

	/** Who wants to know when a client's session ends. */
	private final Map<Session, Consumer<CloseReason>> watched = new ConcurrentHashMap<>();

	/** What may wait to connect again. */
	private final Set<ManagedConnection> managed = ConcurrentHashMap.newKeySet();

	private final Map<SerialContext, MaskingKeys> maskingKeys = new ConcurrentHashMap<>();

	private final Map<SerialContext, CompressorPool> compressors = new ConcurrentHashMap<>();

	private final AtomicLong compressorBytes = new AtomicLong();

	private final Housekeeper housekeeper = new Housekeeper();

	private final List<Runnable> beforeClose = new CopyOnWriteArrayList<>();

	private @Nullable EventLoopGroup loops;

	private @Nullable LaneGroup lanes;

	private volatile @Nullable Drain drain;

	/** When a handshake was last accepted, as a value of {@link System#nanoTime()}. */
	private volatile long lastAccepted = System.nanoTime() - SETTLE_NANOS;

	private volatile boolean closed;

	/**
	 * Creates an engine. Its threads start with the first connection or listener.
	 * @param options its limits
	 * @param listener hears of rare events
	 */
	public WebSocketEngine(EngineOptions options, EngineListener listener) {
		this.options = options;
		this.listener = new SafeListener(listener);
		this.topics = new TopicRegistry(options.maxTopics());
	}

	/**
	 * The limits.
	 * @return the options
	 */
	public EngineOptions options() {
		return this.options;
	}

	/**
	 * Publishes to the connections that subscribed.
	 * @return the topics
	 */
	public Topics topics() {
		return this.topics;
	}

	/**
	 * Sends to all connections of a user.
	 * @return the users
	 */
	public Users users() {
		return this.users;
	}

	/**
	 * The open connections that were accepted.
	 * @return a live view, weakly consistent, which cannot be changed
	 */
	public Collection<WebSocketConnection> connections() {
		return this.accepted.all();
	}

	/**
	 * How many accepted connections are open.
	 * @return the count
	 */
	public int connectionCount() {
		return this.accepted.count();
	}

	/**
	 * The open connections of clients.
	 * @return a live view, weakly consistent, which cannot be changed
	 */
	public Collection<WebSocketConnection> clientConnections() {
		return this.connected.all();
	}

	/**
	 * How many connections of clients are open.
	 * @return the count
	 */
	public int clientConnectionCount() {
		return this.connected.count();
	}

	/**
	 * How much is waiting to be sent on all accepted connections, added up when asked.
	 * @return bytes
	 */
	public long queuedBytes() {
		return this.accepted.queuedBytes();
	}

	/**
	 * The same on all connections of clients.
	 * @return bytes
	 */
	public long clientQueuedBytes() {
		return this.connected.queuedBytes();
	}

	/**
	 * How much native memory compressors hold, as far as zlib's own allocation is known.
	 * @return bytes
	 */
	public long compressorBytes() {
		return this.compressorBytes.get();
	}

	/**
	 * Whether handshakes are refused because the engine is being drained.
	 * @return whether a drain has begun and not been ended by {@link #resume()}
	 */
	public boolean isDraining() {
		return this.drain != null;
	}

	/**
	 * Decides over a well-formed handshake that matched an endpoint: its origin (403),
	 * the number of connections and a drain (503), then the subprotocol.
	 * @param endpoint the endpoint
	 * @param request the request
	 * @param pathVariables what the endpoint's path template matched
	 * @param principal the authenticated user, or {@code null}
	 * @return the decision
	 */
	public HandshakeDecision decide(Endpoint endpoint, HandshakeRequest request, Map<String, String> pathVariables,
			@Nullable Principal principal) {
		if (!endpoint.originPolicy().allows(request)) {
			return refusal(endpoint, HandshakeRefusal.of(403, "origin", "This origin is not allowed to connect."));
		}
		if (isDraining()) {
			return refusal(endpoint, HandshakeRefusal.of(503, "draining", "The server is going away.", RETRY_AFTER));
		}
		if (this.options.maxConnections() != -1 && connectionCount() >= this.options.maxConnections()) {
			return refusal(endpoint,
					HandshakeRefusal.of(503, "connections", "There are too many connections.", RETRY_AFTER));
		}
		this.lastAccepted = System.nanoTime();
		CompressionOptions compression = endpoint.options().compression();
		PerMessageDeflate deflate = (compression != null)
				? PerMessageDeflate.accept(request, compression.contextTakeover()) : null;
		List<Header> headers = (deflate != null) ? List.of(new Header("Sec-WebSocket-Extensions", deflate.header()))
				: List.of();
		return new HandshakeDecision.Accept(endpoint, pathVariables, subprotocol(endpoint, request), principal, headers,
				deflate);
	}

	private static HandshakeDecision refusal(Endpoint endpoint, HandshakeRefusal refusal) {
		return new HandshakeDecision.Refuse(endpoint.name(), refusal);
	}

	private static @Nullable String subprotocol(Endpoint endpoint, HandshakeRequest request) {
		if (endpoint.subprotocols().isEmpty()) {
			return null;
		}
		for (String offered : request.subprotocols()) {
			if (endpoint.subprotocols().contains(offered)) {
				return offered;
			}
		}
		return null;
	}

	/**
	 * Takes over an accepted handshake from a container whose 101 response leaves before
	 * anything the transport is given.
	 * @param accept the decision
	 * @param request the request
	 * @return the sink for the container's transport
	 */
	public TransportSink accept(HandshakeDecision.Accept accept, HandshakeRequest request) {
		return new SessionStarter(this, accept, request);
	}

	/**
	 * Notes a refusal that was answered, or is about to be.
	 * @param refuse the decision
	 */
	public void refused(HandshakeDecision.Refuse refuse) {
		this.listener.onRefused(refuse.endpoint(), refuse.refusal());
	}

	void handshakeAborted(String cause) {
		this.listener.onHandshakeAborted(cause);
	}

	/**
	 * Notes that the application's decision over a handshake failed, which is answered
	 * 500, or is about to be.
	 * @param failure what was thrown
	 */
	public void decisionFailed(Throwable failure) {
		this.listener.onDecisionFailure(failure);
	}

	/**
	 * The threads that move bytes, started if they are not running.
	 * @return the loops
	 * @throws IllegalStateException if the engine is closed
	 */
	public synchronized EventLoopGroup eventLoops() {
		if (this.closed) {
			throw new IllegalStateException("the engine is closed");
		}
		EventLoopGroup running = this.loops;
		if (running == null) {
			running = new EventLoopGroup(this.options.eventLoops());
			this.loops = running;
		}
		return running;
	}

	/**
	 * Where the sessions of connections run whose bytes the threads of a container bring.
	 * @return the lanes
	 * @throws IllegalStateException if the engine is closed
	 */
	public synchronized LaneGroup lanes() {
		EventLoopGroup homes = eventLoops();
		LaneGroup running = this.lanes;
		if (running == null) {
			running = new LaneGroup(LANES_PER_LOOP * homes.size(), homes::nextContext);
			this.lanes = running;
		}
		return running;
	}

	Session begin(HandshakeDecision.Accept accept, HandshakeRequest request, Transport transport,
			byte @Nullable [] response) {
		Session session = create(Role.SERVER, accept, request, transport);
		this.accepted.add(session);
		this.users.begun(session);
		if (response != null) {
			session.respond(response);
		}
		this.listener.onAccepted(session);
		begin(session);
		return session;
	}

	/**
	 * Begins a client's session.
	 * @param onEnd called once, in the session's context, when it has ended
	 */
	Session beginClient(HandshakeDecision.Accept agreed, HandshakeRequest request, Transport transport,
			Consumer<CloseReason> onEnd) {
		Session session = create(Role.CLIENT, agreed, request, transport);
		this.connected.add(session);
		this.watched.put(session, onEnd);
		this.listener.onConnected(session);
		begin(session);
		return session;
	}

	private Session create(Role role, HandshakeDecision.Accept agreed, HandshakeRequest request, Transport transport) {
		Session session = new Session(this.host, role, agreed, request, this.ids.next(), this.ids.next(), transport);
		transport.sink(session);
		return session;
	}

	private void begin(Session session) {
		session.begin();
		Drain current = this.drain;
		if (current != null) {
			session.close(current.code(), current.reason());
		}
	}

	void connectFailed(Endpoint endpoint, ConnectFailedException failure) {
		this.listener.onConnectFailed(endpoint.name(), failure);
	}

	Housekeeper housekeeper() {
		return this.housekeeper;
	}

	boolean isClosed() {
		return this.closed;
	}

	boolean isEnding() {
		return this.closed || isDraining();
	}

	void remember(ManagedConnection managed) {
		this.managed.add(managed);
	}

	void forget(ManagedConnection managed) {
		this.managed.remove(managed);
	}

	/**
	 * Refuses new handshakes with 503, and clients' connects, and closes every connection
	 * behind its queued messages. Returns at once. While a drain is under way, what it
	 * has not closed yet is closed.
	 * @param code the close code, usually 1001
	 * @param reason the close reason
	 * @return completes when the last connection has ended; fails if {@link #resume()} is
	 * called before
	 * @throws IllegalArgumentException as {@link WebSocketConnection#close(int, String)}
	 */
	public CompletionStage<Void> drain(int code, String reason) {
		return drain(code, reason, Duration.ZERO);
	}

	/**
	 * As {@link #drain(int, String)}, but the connections that were accepted are closed
	 * in random order, a few at a time, and work as before until it is their turn: so
	 * that their clients do not all connect again at once. A drain that is asked for
	 * while one is under way closes at once all that is still open.
	 * @param code the close code, usually 1001 or 1012
	 * @param reason the close reason
	 * @param spread time after which the last connection is asked to close; zero for all
	 * at once
	 * @return as {@link #drain(int, String)}
	 * @throws IllegalArgumentException as {@link WebSocketConnection#close(int, String)},
	 * or if the spread is negative
	 */
	public CompletionStage<Void> drain(int code, String reason, Duration spread) {
		CloseCode.requireSendable(code, reason, false);
		if (spread.isNegative()) {
			throw new IllegalArgumentException("spread must not be negative");
		}
		Drain current;
		boolean first;
		synchronized (this) {
			current = this.drain;
			first = current == null;
			if (current == null) {
				current = new Drain(code, reason, new CompletableFuture<>());
				this.drain = current;
			}
		}
		if (first && !spread.isZero()) {
			closeOver(spread, current);
		}
		else {
			this.accepted.close(code, reason);
		}
		this.connected.close(code, reason);
		this.managed.forEach(ManagedConnection::engineEnds);
		completeDrain();
		return current.done().minimalCompletionStage();
	}

	private void closeOver(Duration spread, Drain current) {
		new SpreadClose(new ArrayList<>(this.accepted.all()), spread.toNanos(),
				() -> this.drain == current && !this.closed,
				(connection) -> connection.close(current.code(), current.reason()), this.housekeeper)
			.turn();
	}

	/**
	 * Accepts handshakes again after a drain.
	 */
	public synchronized void resume() {
		Drain current = this.drain;
		this.drain = null;
		if (current != null) {
			current.done().completeExceptionally(new CancellationException("the drain was ended"));
		}
	}

	private void completeDrain() {
		Drain current = this.drain;
		if (current == null || this.accepted.count() + this.connected.count() > 0) {
			return;
		}
		long settled = this.lastAccepted + SETTLE_NANOS - System.nanoTime();
		if (settled > 0) {
			this.housekeeper.executeIn(settled, this::completeDrain);
		}
		else {
			current.done().complete(null);
		}
	}

	/**
	 * Has something done first when this engine is closed: who brings connections in
	 * contexts that are not the engine's has to end them before what sessions share goes.
	 * @param action returns when they have ended
	 */
	public void beforeClose(Runnable action) {
		this.beforeClose.add(action);
	}

	/**
	 * Ends every connection at once, then the threads.
	 */
	@Override
	public void close() {
		this.beforeClose.forEach(Runnable::run);
		EventLoopGroup running;
		LaneGroup besides;
		synchronized (this) {
			this.closed = true;
			running = this.loops;
			this.loops = null;
			besides = this.lanes;
			this.lanes = null;
		}
		if (besides != null) {
			besides.close();
		}
		if (running != null) {
			running.close();
		}
		this.managed.forEach(ManagedConnection::engineEnds);
		this.compressors.values().forEach(CompressorPool::end);
		this.compressors.clear();
	}

	private record Drain(int code, String reason, CompletableFuture<Void> done) {
	}

	private final class Host implements SessionHost {

		@Override
		public EngineListener listener() {
			return WebSocketEngine.this.listener;
		}

		@Override
		public TopicDirectory topics() {
			return WebSocketEngine.this.topics;
		}

		@Override
		public CompressorPool compressors(SerialContext context) {
			return WebSocketEngine.this.compressors.computeIfAbsent(context,
					(key) -> new CompressorPool(WebSocketEngine.this.compressorBytes));
		}

		@Override
		public MaskingKeys maskingKeys(SerialContext context) {
			return WebSocketEngine.this.maskingKeys.computeIfAbsent(context, (key) -> new MaskingKeys());
		}

		@Override
		public Executor lastResort() {
			return WebSocketEngine.this.housekeeper;
		}

		@Override
		public int maxSubscriptions() {
			return WebSocketEngine.this.options.maxSubscriptionsPerConnection();
		}

		@Override
		public void ended(Session session) {
			Sessions registered = session.isClient() ? WebSocketEngine.this.connected : WebSocketEngine.this.accepted;
			if (registered.remove(session)) {
				if (!session.isClient()) {
					WebSocketEngine.this.users.ended(session);
				}
				listener().onClosed(session, session.closeReason());
				Consumer<CloseReason> onEnd = WebSocketEngine.this.watched.remove(session);
				if (onEnd != null) {
					onEnd.accept(session.closeReason());
				}
				completeDrain();
			}
		}

	}

}
