package dev.duplex.conformance.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import dev.duplex.conformance.Echo;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.ProbeLog;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.ServerTarget;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.runtime.WebSocketServer;
import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Our own listener, with or without TLS.
 */
public final class OwnPort implements ServerTarget {

	private final @Nullable SSLContext tls;

	private final @Nullable Executor executor;

	private final ProbeLog log = new ProbeLog();

	private final Map<Service, Listener> listeners = new EnumMap<>(Service.class);

	private OwnPort(@Nullable SSLContext tls, @Nullable Executor executor) throws IOException {
		this.tls = tls;
		this.executor = executor;
		for (Service service : Service.values()) {
			this.listeners.put(service, new Listener(service));
		}
	}

	/**
	 * Starts a listener for each service.
	 * @return the target
	 * @throws IOException if one cannot be started
	 */
	public static OwnPort plain() throws IOException {
		return new OwnPort(null, null);
	}

	/**
	 * Starts a listener with TLS for each service.
	 * @return the target
	 * @throws IOException if one cannot be started
	 */
	public static OwnPort tls() throws IOException {
		return new OwnPort(context(), null);
	}

	/**
	 * Starts a listener for each service, with handlers on virtual threads.
	 * @param tls whether it is reached by TLS
	 * @return the target
	 * @throws IOException if one cannot be started
	 */
	public static OwnPort onVirtualThreads(boolean tls) throws IOException {
		return new OwnPort(tls ? context() : null, new VirtualThreadTaskExecutor("handler-"));
	}

	private static SSLContext context() {
		TestCertificate certificate = TestCertificate.of("localhost");
		return TestCertificate.context(certificate, certificate);
	}

	@Override
	public String name() {
		return (this.tls != null) ? "Own port, TLS" : "Own port";
	}

	@Override
	public boolean answersInOrder() {
		return this.executor == null;
	}

	@Override
	public boolean isContainer() {
		return false;
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
	public Peer connect(Service service, Conversation conversation) throws IOException {
		Listener listener = this.listeners.get(service);
		Socket tcp = new Socket(InetAddress.getLoopbackAddress(), listener.server.port());
		tcp.setTcpNoDelay(true);
		SSLContext context = this.tls;
		Socket socket = (context != null)
				? context.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true) : tcp;
		return new Peer(Role.SERVER, socket, tcp, conversation);
	}

	@Override
	public void close() {
		this.listeners.values().forEach(Listener::close);
	}

	/**
	 * The listener of a service.
	 */
	private final class Listener {

		private final WebSocketEngine engine;

		private final Map<String, Endpoint> endpoints;

		private final WebSocketServer server;

		Listener(Service service) throws IOException {
			this.engine = new WebSocketEngine(Services.engine(service), new EngineListener() {
			});
			this.endpoints = Stream
				.of(endpoint(service, "/echo", new Echo(), List.of()),
						endpoint(service, "/probe", new Probe(OwnPort.this.log), List.of()),
						endpoint(service, "/chat", new Welcome(), Services.SUBPROTOCOLS))
				.collect(Collectors.toMap(Endpoint::name, Function.identity()));
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
			SSLContext context = OwnPort.this.tls;
			this.server = (context != null)
					? WebSocketServer.start(this.engine, address, 1_024, this::decide, () -> serverEngine(context))
					: WebSocketServer.start(this.engine, address, 1_024, this::decide);
		}

		private Endpoint endpoint(Service service, String path, ConnectionHandler handler, List<String> subprotocols) {
			return Endpoint.builder(path, handler)
				.executor(OwnPort.this.executor)
				.options(Services.connection(service))
				.originPolicy(Services.origins(service))
				.subprotocols(subprotocols)
				.build();
		}

		private static SSLEngine serverEngine(SSLContext context) {
			SSLEngine engine = context.createSSLEngine();
			engine.setUseClientMode(false);
			return engine;
		}

		private CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
			Endpoint endpoint = this.endpoints.get(request.path());
			HandshakeRefusal refusal = request.path().equals("/secret")
					? HandshakeRefusal.of(401, "unauthenticated", "Who are you?",
							new Header("WWW-Authenticate", "Basic realm=\"secret\""))
					: HandshakeRefusal.of(404, "unknown_path", "Nothing is here.");
			return CompletableFuture
				.completedFuture((endpoint != null) ? this.engine.decide(endpoint, request, Map.of(), null)
						: new HandshakeDecision.Refuse(null, refusal));
		}

		private void close() {
			this.server.close();
			this.engine.close();
		}

	}

}
