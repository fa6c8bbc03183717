package dev.duplex.conformance.target;

import java.io.IOException;
import java.net.InetAddress;
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

	private final @Nullable Tls tls;

	private final ServerSocket listening = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());

	private EngineClient(@Nullable Tls tls) throws IOException {
		this.tls = tls;
	}

	/**
	 * What TLS is made from.
	 *
	 * @param client trusts both of the others
	 * @param localhost has the certificate of the host that is asked for
	 * @param other has that of another one
	 */
	private record Tls(SSLContext client, SSLContext localhost, SSLContext other) {
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
		TestCertificate localhost = TestCertificate.of("localhost");
		TestCertificate other = TestCertificate.of("other.test");
		return new EngineClient(new Tls(TestCertificate.context(null, localhost, other),
				TestCertificate.context(localhost), TestCertificate.context(other)));
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
	public ConnectRequest.Builder to(String resource) {
		Tls options = this.tls;
		String scheme = (options != null) ? "wss" : "ws";
		ConnectRequest.Builder request = ConnectRequest
			.to("%s://localhost:%d%s".formatted(scheme, this.listening.getLocalPort(), resource));
		return (options != null) ? request.tls(ClientTls.of(options.client())) : request;
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
		Tls options = this.tls;
		return accept(patience, (options != null) ? options.localhost() : null, conversation);
	}

	@Override
	public Peer acceptAsOtherHost(Conversation conversation) throws IOException {
		Tls options = this.tls;
		Peer peer = accept(Peer.PATIENCE, (options != null) ? options.other() : null, conversation);
		if (peer == null) {
			throw new IOException("the client did not connect");
		}
		return peer;
	}

	private @Nullable Peer accept(Duration patience, @Nullable SSLContext context, Conversation conversation)
			throws IOException {
		Socket tcp;
		try {
			this.listening.setSoTimeout((int) patience.toMillis());
			tcp = this.listening.accept();
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		if (context == null) {
			return new Peer(Role.CLIENT, tcp, tcp, conversation);
		}
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true);
		socket.setUseClientMode(false);
		tcp.setSoTimeout((int) Peer.PATIENCE.toMillis());
		try {
			socket.startHandshake();
		}
		catch (IOException ex) {
			tcp.close();
			throw ex;
		}
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
