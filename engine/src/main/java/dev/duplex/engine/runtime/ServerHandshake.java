package dev.duplex.engine.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.ProxyOptions;
import dev.duplex.engine.protocol.HandshakeException;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.protocol.ProxyHeader;
import dev.duplex.engine.protocol.RequestHeadParser;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of one connection to our own listener: reads the request, has it
 * checked and decided, and answers. Then a session takes over, or TCP ends.
 */
final class ServerHandshake implements TransportSink {

	/** After this time an unfinished handshake counts as slow. */
	private static final long SLOW_NANOS = 1_000_000_000L;

	private static final long LINGER_NANOS = 1_000_000_000L;

	private enum State {

		READING, DECIDING, REFUSED, OVER

	}

	private final WebSocketEngine engine;

	private final HandshakeHandler handler;

	private final HandshakeGate gate;

	private final ProxyOptions proxies;

	private final RequestHeadParser parser;

	/** Who sends the request: the peer, unless the PROXY protocol names another. */
	private InetSocketAddress sender;

	/** Whether the PROXY protocol says that the sender speaks TLS. */
	private boolean senderSecure;

	private @Nullable Transport transport;

	private State state = State.READING;

	private boolean slow;

	/** The address that the slow handshake counts for, or {@code null} for none. */
	private @Nullable InetAddress slowAddress;

	private long giveUpAt;

	private @Nullable HandshakeRequest request;

	private @Nullable ByteBuffer earlyBytes;

	private @Nullable ByteBuffer response;

	ServerHandshake(WebSocketEngine engine, HandshakeHandler handler, HandshakeGate gate, InetSocketAddress peer) {
		this.engine = engine;
		this.handler = handler;
		this.gate = gate;
		this.sender = peer;
		this.proxies = engine.options().proxies();
		this.parser = new RequestHeadParser(engine.options().maxRequestLine(), engine.options().maxHeaderBytes(),
				engine.options().maxHeaders());
		gate.enter();
	}

	/**
	 * Called once more where TLS begins behind a header of the PROXY protocol; the time
	 * that is left stays the same.
	 */
	@Override
	public void onOpen(Transport opened) {
		boolean first = this.transport == null;
		this.transport = opened;
		if (first) {
			long now = opened.context().nanoTime();
			this.giveUpAt = now + this.engine.options().handshakeTimeout().toNanos();
			opened.deadline(Math.min(now + SLOW_NANOS, this.giveUpAt));
		}
	}

	/**
	 * The connection begins with a header of the PROXY protocol.
	 */
	void proxied(ProxyHeader header) {
		if (header.source() != null) {
			this.sender = header.source();
		}
		this.senderSecure = header.secure();
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		if (this.state == State.DECIDING) {
			keep(bytes);
		}
		if (this.state != State.READING) {
			return;
		}
		try {
			if (!this.parser.parse(bytes)) {
				becomeSlow();
				return;
			}
			HandshakeRequest complete = this.parser
				.request(transport().isSecure() || this.senderSecure, this.sender, this.proxies.trusted(),
						this.proxies.headers())
				.withTlsPrincipal(tlsPrincipal());
			OpeningHandshake.check(complete);
			decide(complete, bytes);
		}
		catch (HandshakeException ex) {
			refuse(new HandshakeDecision.Refuse(null, ex.refusal()));
		}
	}

	/**
	 * The client may send frames behind its request; reads pause while we decide, so this
	 * is bounded by what was read already.
	 */
	private void keep(ByteBuffer bytes) {
		ByteBuffer kept = this.earlyBytes;
		int before = (kept != null) ? kept.remaining() : 0;
		ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
		if (kept != null) {
			all.put(kept);
		}
		this.earlyBytes = all.put(bytes).flip();
	}

	private void decide(HandshakeRequest complete, ByteBuffer rest) {
		this.state = State.DECIDING;
		this.request = complete;
		CompletableFuture<HandshakeDecision> decision = ask(complete);
		if (decision.isDone()) {
			decided(decision, rest);
			return;
		}
		if (rest.hasRemaining()) {
			keep(rest);
		}
		transport().pauseReading();
		decision.whenComplete((ignored, failure) -> transport().context().execute(() -> {
			transport().resumeReading();
			ByteBuffer kept = this.earlyBytes;
			this.earlyBytes = null;
			decided(decision, (kept != null) ? kept : ByteBuffer.allocate(0));
		}));
	}

	private CompletableFuture<HandshakeDecision> ask(HandshakeRequest complete) {
		try {
			return this.handler.decide(complete).toCompletableFuture();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void decided(CompletableFuture<HandshakeDecision> decision, ByteBuffer rest) {
		if (this.state != State.DECIDING) {
			return;
		}
		HandshakeRequest asked = Objects.requireNonNull(this.request);
		HandshakeDecision result;
		byte[] head = {};
		try {
			result = Objects.requireNonNull(decision.join(), "no decision");
			if (result instanceof HandshakeDecision.Accept accept) {
				head = OpeningHandshake.response(asked, accept.subprotocol(), accept.headers());
			}
		}
		catch (RuntimeException ex) {
			this.engine
				.decisionFailed((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
			result = new HandshakeDecision.Refuse(null, HandshakeRefusal.of(500, "error", "The handshake failed."));
		}
		if (result instanceof HandshakeDecision.Accept accept) {
			accept(accept, asked, head, rest);
		}
		else {
			refuse((HandshakeDecision.Refuse) result);
		}
	}

	private void accept(HandshakeDecision.Accept accept, HandshakeRequest accepted, byte[] head, ByteBuffer rest) {
		over();
		Session session = this.engine.begin(accept, accepted, transport(), head);
		if (rest.hasRemaining()) {
			session.onBytes(rest);
			session.onReadBatchEnd();
		}
	}

	/**
	 * Answers and then reads on for a moment, as closing with unread bytes would reset
	 * the connection before the peer has read the answer. That no longer counts as a
	 * handshake, so that peers with bad requests do not shut others out.
	 */
	private void refuse(HandshakeDecision.Refuse refusal) {
		leaveGate();
		boolean mayLinger = this.gate.enterLingering();
		this.state = mayLinger ? State.REFUSED : State.OVER;
		this.engine.refused(refusal);
		this.response = ByteBuffer.wrap(refusal.refusal().toResponse());
		if (mayLinger) {
			this.giveUpAt = transport().context().nanoTime() + LINGER_NANOS;
			transport().deadline(this.giveUpAt);
			onWritable();
		}
		else {
			transport().write(this.response);
			transport().close();
		}
	}

	@Override
	public void onReadBatchEnd() {
	}

	@Override
	public void onWritable() {
		ByteBuffer pending = this.response;
		if (this.state == State.REFUSED && pending != null && transport().write(pending)) {
			this.response = null;
			transport().shutdownOutput();
		}
	}

	@Override
	public void onEndOfStream() {
		abandon("disconnected");
		transport().close();
	}

	@Override
	public void onDeadline(long now) {
		if (now - this.giveUpAt >= 0) {
			abort("timeout");
			return;
		}
		transport().deadline(this.giveUpAt);
		if (this.state == State.READING) {
			becomeSlow();
		}
	}

	private void becomeSlow() {
		if (this.slow) {
			return;
		}
		this.slow = true;
		// All clients of a proxy come from its address.
		this.slowAddress = this.proxies.trusted().contains(this.sender) ? null : this.sender.getAddress();
		if (this.slowAddress != null && !this.gate.enterSlow(this.slowAddress)) {
			abort("overload");
		}
	}

	void abort(String cause) {
		abandon(cause);
		transport().abort();
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		abandon("disconnected");
	}

	private void abandon(String cause) {
		if (isUnderWay()) {
			this.engine.handshakeAborted(cause);
		}
		over();
	}

	private boolean isUnderWay() {
		return this.state == State.READING || this.state == State.DECIDING;
	}

	private void over() {
		leaveGate();
		if (this.state == State.REFUSED) {
			this.gate.leaveLingering();
		}
		this.state = State.OVER;
	}

	private void leaveGate() {
		if (isUnderWay()) {
			this.gate.leave();
			if (this.slowAddress != null) {
				this.gate.leaveSlow(this.slowAddress);
			}
		}
	}

	/**
	 * Whom the client's certificate names, if TLS asked for one and it was trusted.
	 */
	private @Nullable Principal tlsPrincipal() {
		SSLSession session = transport().tlsSession();
		try {
			return (session != null) ? session.getPeerPrincipal() : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	private Transport transport() {
		Transport opened = this.transport;
		if (opened == null) {
			throw new IllegalStateException("not open");
		}
		return opened;
	}

}
