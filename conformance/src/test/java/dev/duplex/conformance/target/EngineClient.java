package dev.duplex.conformance.target;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import dev.duplex.conformance.Echo;
import dev.duplex.conformance.suite.ClientTarget;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.ProbeLog;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.ClientTls;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Our client, with or without TLS.
 */
public final class EngineClient implements ClientTarget {

	private final ProbeLog log = new ProbeLog();

	private final WebSocketEngine engine = new WebSocketEngine(Services.engine(Service.DEFAULTS), new EngineListener() {
	});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	private final @Nullable SSLContext tls;

	/** On all addresses, so that names and addresses other than ours lead here. */
	private final ServerSocket listening = new ServerSocket(0, 1_024);

	private EngineClient(@Nullable SSLContext tls) throws IOException {
		this.tls = tls;
	}

	/**
	 * Starts a client and the runner's server.
	 * @return the target
	 * @throws IOException if the server cannot be started
	 */
	public static EngineClient plain() throws IOException {
		return new EngineClient(null);
	}

	/**
	 * Starts a client and the runner's server, with TLS.
	 * @return the target
	 * @throws IOException if the server cannot be started
	 */
	public static EngineClient tls() throws IOException {
		TestCertificate certificate = TestCertificate.of("localhost");
		return new EngineClient(TestCertificate.context(certificate, certificate));
	}

	@Override
	public String name() {
		return (this.tls != null) ? "Client, TLS" : "Client";
	}

	@Override
	public boolean isTls() {
		return this.tls != null;
	}

	@Override
	public ProbeLog probes() {
		return this.log;
	}

	@Override
	public ConnectRequest.Builder to(String host, String resource) {
		SSLContext context = this.tls;
		String scheme = (context != null) ? "wss" : "ws";
		ConnectRequest.Builder request = ConnectRequest
			.to("%s://%s:%d%s".formatted(scheme, host, this.listening.getLocalPort(), resource));
		return (context != null) ? request.tls(ClientTls.of(context)) : request;
	}

	@Override
	public CompletableFuture<WebSocketConnection> connect(ConnectRequest request, Endpoint endpoint) {
		return this.client.connect(request, endpoint).toCompletableFuture();
	}

	@Override
	public Endpoint endpoint(Service service, String path) {
		ConnectionHandler handler = path.equals("/probe") ? new Probe(this.log) : new Echo();
		return Endpoint.builder(path, handler).options(Services.connection(service)).build();
	}

	@Override
	public @Nullable Peer accept(Duration patience, Conversation conversation) throws IOException {
		Socket tcp;
		try {
			this.listening.setSoTimeout((int) patience.toMillis());
			tcp = this.listening.accept();
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		SSLContext context = this.tls;
		if (context == null) {
			return new Peer(Role.CLIENT, tcp, tcp, conversation);
		}
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true);
		socket.setUseClientMode(false);
		tcp.setSoTimeout((int) Peer.PATIENCE.toMillis());
		socket.startHandshake();
		return new Peer(Role.CLIENT, socket, tcp, conversation);
	}

	@Override
	public void close() {
		this.engine.close();
		try {
			this.listening.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
