package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;

import dev.duplex.engine.HandshakeHandler;
import dev.duplex.engine.ProxyOptions;
import dev.duplex.engine.nio.Acceptor;
import dev.duplex.engine.nio.TlsEngineFactory;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own listener: a TCP port that speaks nothing but WebSocket. Safe from any
 * thread.
 */
public final class WebSocketServer implements AutoCloseable {

	private final Acceptor acceptor;

	private WebSocketServer(Acceptor acceptor) {
		this.acceptor = acceptor;
	}

	/**
	 * Starts to listen.
	 * @param engine takes the connections
	 * @param address where to listen; port 0 for a free one
	 * @param backlog how many connections the operating system may hold for us
	 * @param handler decides over the handshakes
	 * @return the server, which accepts already
	 * @throws IOException if the address cannot be bound
	 */
	public static WebSocketServer start(WebSocketEngine engine, InetSocketAddress address, int backlog,
			HandshakeHandler handler) throws IOException {
		return listen(engine, address, backlog, handler, null);
	}

	/**
	 * Starts to listen for TLS connections ({@code wss}).
	 * @param engine takes the connections
	 * @param address where to listen; port 0 for a free one
	 * @param backlog how many connections the operating system may hold for us
	 * @param handler decides over the handshakes
	 * @param tls makes the TLS engine of each connection, in server mode
	 * @return the server, which accepts already
	 * @throws IOException if the address cannot be bound
	 */
	public static WebSocketServer start(WebSocketEngine engine, InetSocketAddress address, int backlog,
			HandshakeHandler handler, TlsEngineFactory tls) throws IOException {
		return listen(engine, address, backlog, handler, tls);
	}

	private static WebSocketServer listen(WebSocketEngine engine, InetSocketAddress address, int backlog,
			HandshakeHandler handler, @Nullable TlsEngineFactory tls) throws IOException {
		HandshakeGate gate = new HandshakeGate(engine.options());
		ProxyOptions proxies = engine.options().proxies();
		Function<InetSocketAddress, ServerHandshake> handshakes = (peer) -> new ServerHandshake(engine, handler, gate,
				peer);
		Acceptor acceptor = proxies.proxyProtocol()
				? engine.eventLoops().listen(address, backlog, (peer) -> proxied(engine, peer, handshakes, tls), null)
				: engine.eventLoops().listen(address, backlog, handshakes::apply, tls);
		gate.acceptor(acceptor);
		return new WebSocketServer(acceptor);
	}

	private static @Nullable TransportSink proxied(WebSocketEngine engine, InetSocketAddress peer,
			Function<InetSocketAddress, ServerHandshake> handshakes, @Nullable TlsEngineFactory tls) {
		if (!engine.options().proxies().trusted().contains(peer)) {
			engine.handshakeAborted("untrusted_proxy");
			return null;
		}
		return new ProxiedHandshake(engine, handshakes.apply(peer), tls);
	}

	/**
	 * The port that is listened on.
	 * @return the port
	 */
	public int port() {
		return this.acceptor.port();
	}

	/**
	 * Stops listening; the port is free when this returns. Connections stay.
	 */
	@Override
	public void close() {
		this.acceptor.close();
	}

}
