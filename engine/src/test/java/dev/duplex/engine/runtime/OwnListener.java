package dev.duplex.engine.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import org.jspecify.annotations.Nullable;

/**
 * The engine behind its own listener.
 */
final class OwnListener implements TransportFixture {

	private final WebSocketEngine engine;

	private final Map<String, Endpoint> endpoints;

	private final WebSocketServer server;

	private final @Nullable SSLContext tls;

	private OwnListener(WebSocketEngine engine, List<Endpoint> endpoints, @Nullable SSLContext tls) throws IOException {
		this.tls = tls;
		this.engine = engine;
		this.endpoints = endpoints.stream().collect(Collectors.toMap(Endpoint::name, Function.identity()));
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		this.server = (tls != null)
				? WebSocketServer.start(engine, address, 1_024, this::decide, () -> serverEngine(tls))
				: WebSocketServer.start(engine, address, 1_024, this::decide);
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints)
			throws IOException {
		return new OwnListener(new WebSocketEngine(options, listener), endpoints, null);
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints)
			throws Exception {
		TestCertificate certificate = TestCertificate.of("localhost");
		return new OwnListener(new WebSocketEngine(options, listener), endpoints,
				TestCertificate.context(certificate, certificate));
	}

	static SSLEngine serverEngine(SSLContext tls) {
		SSLEngine engine = tls.createSSLEngine();
		engine.setUseClientMode(false);
		return engine;
	}

	@Override
	public RawClient connect(int receiveBuffer) {
		return (this.tls != null) ? RawClient.connectTls(address(), receiveBuffer, this.tls)
				: RawClient.connect(address(), receiveBuffer);
	}

	private CompletionStage<HandshakeDecision> decide(HandshakeRequest request) {
		Endpoint endpoint = this.endpoints.get(request.path());
		return CompletableFuture
			.completedFuture((endpoint != null) ? this.engine.decide(endpoint, request, Map.of(), null)
					: new HandshakeDecision.Refuse(null, HandshakeRefusal.of(404, "unknown_path", "Nothing is here.")));
	}

	@Override
	public InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.port());
	}

	@Override
	public boolean isSecure() {
		return this.tls != null;
	}

	@Override
	public WebSocketEngine engine() {
		return this.engine;
	}

	@Override
	public void close() {
		this.server.close();
		this.engine.close();
	}

}
