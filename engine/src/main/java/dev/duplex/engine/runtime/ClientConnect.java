package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.nio.EventLoopGroup;
import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.InvalidResponseException;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.protocol.WebSocketUri;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * One call to connect: looks the host up, waits for its turn, then goes through TCP,
 * proxy, TLS and opening handshake (RFC 6455 section 4.1), and through all of that again
 * for a redirect. Ends once, with a connection or a failure.
 */
final class ClientConnect {

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

	private static final SecureRandom RANDOM = new SecureRandom();

	private final WebSocketEngine engine;

	private final ClientServices services;

	private final Endpoint endpoint;

	private final Consumer<CloseReason> onEnd;

	private final CompletableFuture<WebSocketConnection> result = new CompletableFuture<>();

	private final long giveUpAt;

	private ConnectRequest request;

	private int redirectsLeft;

	private @Nullable Future<?> timer;

	/** What was entered at the gate, and the transport if there is one. Guarded. */
	private @Nullable Object entered;

	private @Nullable Transport transport;

	private boolean over;

	/**
	 * Creates an attempt.
	 * @param onEnd called when the connection has ended, if there was one
	 */
	ClientConnect(WebSocketEngine engine, ClientServices services, ConnectRequest request, Endpoint endpoint,
			Consumer<CloseReason> onEnd) {
		this.engine = engine;
		this.services = services;
		this.request = request;
		this.endpoint = endpoint;
		this.onEnd = onEnd;
		this.redirectsLeft = request.maxRedirects();
		this.giveUpAt = System.nanoTime() + request.connectTimeout().toNanos();
	}

	CompletableFuture<WebSocketConnection> start() {
		this.timer = this.engine.housekeeper().executeIn(this.request.connectTimeout().toNanos(), this::timeOut);
		// A caller may cancel it, or have it time out earlier: then nobody waits any
		// more.
		this.result.whenComplete((connection, failure) -> abandon());
		resolve();
		return this.result;
	}

	private void timeOut() {
		fail(Reason.TIMEOUT, "no answer within " + this.request.connectTimeout().toMillis() + " ms", null, null);
	}

	// Looking up

	private void resolve() {
		HttpProxy proxy = this.request.proxy();
		WebSocketUri uri = this.request.uri();
		String host = (proxy != null) ? proxy.host() : uri.hostName();
		int port = (proxy != null) ? proxy.port() : uri.port();
		if (isAddress(host)) {
			lookUp(host, port);
		}
		else {
			this.services.resolver().execute(() -> lookUp(host, port));
		}
	}

	/** An address needs no looking up, which blocks. */
	private static boolean isAddress(String host) {
		return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
	}

	private void lookUp(String host, int port) {
		List<InetSocketAddress> addresses = new ArrayList<>(2);
		try {
			for (InetAddress address : InetAddress.getAllByName(host)) {
				addresses.add(new InetSocketAddress(address, port));
			}
		}
		catch (UnknownHostException ex) {
			fail(Reason.RESOLVE, "host " + host + " is not known", null, ex);
			return;
		}
		// Behind a proxy the server is known by its name only.
		Object server = (this.request.proxy() != null)
				? InetSocketAddress.createUnresolved(this.request.uri().hostName(), this.request.uri().port())
				: addresses.get(0);
		this.services.gate().enter(server, () -> connect(server, addresses));
	}

	/**
	 * It is our turn.
	 * @return whether the gate is to be left later
	 */
	private boolean connect(Object server, List<InetSocketAddress> addresses) {
		EventLoopGroup loops;
		try {
			loops = this.engine.eventLoops();
		}
		catch (IllegalStateException ex) {
			fail(Reason.CLOSED, "the engine is closed", null, ex);
			return false;
		}
		if (this.engine.isDraining()) {
			fail(Reason.CLOSED, "the engine is being drained", null, null);
			return false;
		}
		synchronized (this) {
			if (this.over) {
				return false;
			}
			this.entered = server;
		}
		HttpProxy proxy = this.request.proxy();
		loops.connect(addresses, this.giveUpAt, (proxy != null) ? new Tunnel(proxy) : new FirstSink());
		return true;
	}

	// Once TCP is there

	/**
	 * Remembers what to end if there is no time left.
	 * @return whether there is any
	 */
	private boolean opened(Transport open) {
		synchronized (this) {
			if (!this.over) {
				this.transport = open;
				return true;
			}
		}
		open.abort();
		return false;
	}

	/**
	 * Goes on with TLS or the opening handshake, on a transport that reaches the server.
	 * @param rest bytes of the server's that were read already
	 */
	private void reached(Transport tcp, ByteBuffer rest) {
		WebSocketUri uri = this.request.uri();
		TransportSink next = new Handshake();
		if (uri.secure()) {
			try {
				next = this.engine.eventLoops().secure(tcp, ClientTlsEngines.create(this.request), next);
			}
			catch (IllegalArgumentException | IllegalStateException ex) {
				fail(Reason.TLS, "TLS cannot be begun: " + ex.getMessage(), null, ex);
				tcp.close();
				return;
			}
		}
		else {
			tcp.sink(next);
			next.onOpen(tcp);
		}
		if (rest.hasRemaining()) {
			next.onBytes(rest);
		}
	}

	private void answered(Transport open, HandshakeRequest sent, HandshakeResponse response, ByteBuffer rest) {
		if (response.status() != 101) {
			open.close();
			if (REDIRECTS.contains(response.status()) && this.redirectsLeft > 0) {
				redirect(response);
			}
			else {
				fail(Reason.REFUSED, "the server answered " + response.status(), response, null);
			}
			return;
		}
		String subprotocol = ClientOpeningHandshake.check(sent, response);
		CompressionOptions compression = this.endpoint.options().compression();
		PerMessageDeflate deflate = PerMessageDeflate.agreed(response, compression != null,
				compression != null && compression.contextTakeover());
		if (!end()) {
			return;
		}
		HandshakeDecision.Accept agreed = new HandshakeDecision.Accept(this.endpoint, Map.of(), subprotocol, null,
				response.headers(), deflate);
		Session session = this.engine.beginClient(agreed, sent, open, this.onEnd);
		if (rest.hasRemaining()) {
			session.onBytes(rest);
			session.onReadBatchEnd();
		}
		if (!this.result.complete(session)) {
			session.close();
		}
	}

	private void redirect(HandshakeResponse response) {
		String location = response.header("Location");
		WebSocketUri from = this.request.uri();
		WebSocketUri to;
		try {
			String base = (from.secure() ? "https://" : "http://") + from.authority() + from.resourceName();
			String target = URI.create(base).resolve((location != null) ? location : "#").toASCIIString();
			to = WebSocketUri.parse(target.regionMatches(true, 0, "http", 0, 4) ? "ws" + target.substring(4) : target);
		}
		catch (IllegalArgumentException ex) {
			fail(Reason.REFUSED, "the server redirects to nowhere", response, null);
			return;
		}
		if (from.secure() && !to.secure()) {
			fail(Reason.REFUSED, "the server redirects to where nothing is encrypted", response, null);
			return;
		}
		this.redirectsLeft--;
		ConnectRequest.Builder next = this.request.toBuilder(to);
		if (!from.authority().equals(to.authority()) || from.secure() != to.secure()) {
			// Credentials are for whom they were given.
			next.withoutHeader("Authorization").withoutHeader("Cookie");
		}
		this.request = next.build();
		leaveGate();
		resolve();
	}

	// How it ends

	private void fail(Reason reason, String message, @Nullable HandshakeResponse response, @Nullable Throwable cause) {
		if (!((reason == Reason.TIMEOUT) ? abandon() : end())) {
			return;
		}
		ConnectFailedException failure = new ConnectFailedException(reason,
				"Cannot connect to " + this.request + ": " + message, response, cause);
		this.engine.connectFailed(this.endpoint, failure);
		this.result.completeExceptionally(failure);
	}

	private void failed(@Nullable HandshakeResponse response, Throwable cause) {
		if (cause instanceof InvalidResponseException) {
			fail(Reason.HANDSHAKE, String.valueOf(cause.getMessage()), response, cause);
		}
		else if (cause instanceof SSLException) {
			fail(Reason.TLS, String.valueOf(cause.getMessage()), null, cause);
		}
		else if (this.engine.isClosed()) {
			fail(Reason.CLOSED, "the engine is closed", null, cause);
		}
		else if (System.nanoTime() - this.giveUpAt >= 0) {
			// TCP gives up at the same time as the timer.
			timeOut();
		}
		else {
			fail(Reason.CONNECT, (cause instanceof IOException) ? String.valueOf(cause.getMessage()) : cause.toString(),
					null, cause);
		}
	}

	/**
	 * Claims the end while a transport may be open that nobody else closes.
	 * @return whether this is the first
	 */
	private boolean abandon() {
		Transport open;
		synchronized (this) {
			if (this.over) {
				return false;
			}
			this.over = true;
			open = this.transport;
		}
		ended();
		if (open != null) {
			open.context().execute(open::close);
		}
		return true;
	}

	/**
	 * Claims the end.
	 * @return whether this is the first
	 */
	private boolean end() {
		synchronized (this) {
			if (this.over) {
				return false;
			}
			this.over = true;
		}
		ended();
		return true;
	}

	private void ended() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		leaveGate();
	}

	private void leaveGate() {
		Object server;
		synchronized (this) {
			server = this.entered;
			this.entered = null;
			this.transport = null;
		}
		if (server != null) {
			this.services.gate().leave(server);
		}
	}

	/**
	 * TCP to the server itself.
	 */
	private final class FirstSink extends TransportSinkAdapter {

		@Override
		public void onOpen(Transport open) {
			if (opened(open)) {
				reached(open, ByteBuffer.allocate(0));
			}
		}

		@Override
		public void onClosed(@Nullable Throwable cause) {
			failed(null, (cause != null) ? cause : new IOException("the connection was closed"));
		}

	}

	/**
	 * CONNECT through a proxy (RFC 9110 section 9.3.6).
	 */
	private final class Tunnel extends HttpExchange {

		private final HttpProxy proxy;

		Tunnel(HttpProxy proxy) {
			super(ClientConnect.this.engine.options(), ClientConnect.this::opened);
			this.proxy = proxy;
		}

		@Override
		byte[] request(Transport open) {
			WebSocketUri uri = ClientConnect.this.request.uri();
			String target = uri.host() + ":" + uri.port();
			String authorization = this.proxy.authorization();
			String head = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
					+ ((authorization != null) ? "Proxy-Authorization: " + authorization + "\r\n" : "") + "\r\n";
			return head.getBytes(StandardCharsets.ISO_8859_1);
		}

		@Override
		void onResponse(Transport open, HandshakeResponse response, ByteBuffer rest) {
			if (response.status() / 100 == 2) {
				reached(open, rest);
			}
			else {
				fail(Reason.PROXY, "the proxy " + this.proxy + " answered " + response.status(), response, null);
				open.close();
			}
		}

		@Override
		void onFailure(@Nullable HandshakeResponse response, Throwable cause) {
			if (cause instanceof InvalidResponseException) {
				fail(Reason.PROXY, "the proxy " + this.proxy + " failed: " + cause.getMessage(), response, cause);
			}
			else {
				failed(null, cause);
			}
		}

	}

	/**
	 * The opening handshake itself.
	 */
	private final class Handshake extends HttpExchange {

		private @Nullable HandshakeRequest sent;

		Handshake() {
			super(ClientConnect.this.engine.options(), ClientConnect.this::opened);
		}

		@Override
		byte[] request(Transport open) {
			byte[] nonce = new byte[16];
			RANDOM.nextBytes(nonce);
			CompressionOptions compression = ClientConnect.this.endpoint.options().compression();
			String extensions = (compression != null) ? PerMessageDeflate.offer(compression.contextTakeover()) : null;
			this.sent = ClientOpeningHandshake.request(ClientConnect.this.request.uri(), nonce,
					ClientConnect.this.endpoint.subprotocols(), extensions, ClientConnect.this.request.headers(),
					open.remoteAddress());
			return ClientOpeningHandshake.bytes(this.sent);
		}

		@Override
		void onResponse(Transport open, HandshakeResponse response, ByteBuffer rest) {
			if (this.sent == null) {
				throw new IllegalStateException("an answer before the request");
			}
			answered(open, this.sent, response, rest);
		}

		@Override
		void onFailure(@Nullable HandshakeResponse response, Throwable cause) {
			failed(response, cause);
		}

	}

}
