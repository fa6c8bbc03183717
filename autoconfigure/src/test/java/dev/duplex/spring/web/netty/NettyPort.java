package dev.duplex.spring.web.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.testing.FixedEndpoints;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.web.reactive.WebSocketUpgradeWebFilter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * The engine behind a Reactor Netty of its own.
 */
final class NettyPort implements TransportFixture {

	/** By how many they are. */
	private static final Map<Integer, LoopResources> LOOPS = new ConcurrentHashMap<>();

	private final WebSocketEngine engine;

	private final WebServer server;

	private final @Nullable SSLContext tls;

	private NettyPort(WebSocketEngine engine, List<Endpoint> endpoints, @Nullable TestCertificate certificate,
			boolean preferNative) {
		this.engine = engine;
		LoopResources loops = LOOPS.computeIfAbsent(engine.options().eventLoops(),
				(count) -> LoopResources.create("tck-" + count, count, true));
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		if (certificate != null) {
			TestBundles.use(certificate, factory);
		}
		factory.addServerCustomizers((server) -> server.runOn(loops, preferNative), NettyConnections::prepare);
		NettyUpgrader upgrader = new NettyUpgrader(engine);
		HttpHandler handler = WebHttpHandlerBuilder.webHandler(NettyPort::notFound)
			.filter(new WebSocketUpgradeWebFilter(engine, HandshakeFilterChain.none(engine),
					FixedEndpoints.of(endpoints), upgrader, null))
			.httpHandlerDecorator(upgrader)
			.build();
		this.server = factory.getWebServer(handler);
		this.server.start();
		this.tls = (certificate != null) ? TestCertificate.context(null, certificate) : null;
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, null, true);
	}

	/** On the JDK's channels, where Netty would choose those of the operating system. */
	static TransportFixture startNio(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, null, false);
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, TestCertificate.of("localhost"), true);
	}

	private static Mono<Void> notFound(ServerWebExchange exchange) {
		exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
		return exchange.getResponse().setComplete();
	}

	@Override
	public InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort());
	}

	@Override
	public RawClient connect(int receiveBuffer) {
		return (this.tls != null) ? RawClient.connectTls(address(), receiveBuffer, this.tls)
				: RawClient.connect(address(), receiveBuffer);
	}

	@Override
	public WebSocketEngine engine() {
		return this.engine;
	}

	@Override
	public boolean isSecure() {
		return this.tls != null;
	}

	@Override
	public boolean isContainer() {
		return true;
	}

	@Override
	public void close() {
		this.engine.close();
		this.server.stop();
		this.server.destroy();
	}

}
