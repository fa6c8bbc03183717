package dev.duplex.spring.web.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.web.reactive.WebSocketUpgradeWebFilter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * The engine behind a Reactor Netty of its own.
 */
final class NettyPort implements TransportFixture {

	/** The JDK's channels, where Netty would choose those of the operating system. */
	private static final LoopResources NIO = LoopResources.create("tck-nio", 2, true);

	private final WebSocketEngine engine;

	private final NettyUpgrader upgrader;

	private final WebServer server;

	private final @Nullable SSLContext tls;

	private NettyPort(WebSocketEngine engine, List<Endpoint> endpoints, @Nullable TestCertificate certificate,
			Function<HttpServer, HttpServer> loops) {
		this.engine = engine;
		this.upgrader = new NettyUpgrader(engine);
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(0);
		if (certificate != null) {
			SslStoreBundle stores = SslStoreBundle.of(certificate.load(), TestCertificate.PASSWORD, null);
			factory.setSslBundles(new DefaultSslBundleRegistry("server", SslBundle.of(stores)));
			factory.setSsl(Ssl.forBundle("server"));
		}
		factory.addServerCustomizers(loops::apply, NettyConnections::prepare);
		HttpHandler handler = WebHttpHandlerBuilder.webHandler(NettyPort::notFound)
			.filter(new WebSocketUpgradeWebFilter(engine, registry(endpoints), this.upgrader, null))
			.build();
		this.server = factory.getWebServer(handler);
		this.server.start();
		this.tls = (certificate != null) ? TestCertificate.context(null, certificate) : null;
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, null, Function.identity());
	}

	static TransportFixture startNio(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, null,
				(server) -> server.runOn(NIO, false));
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new NettyPort(new WebSocketEngine(options, listener), endpoints, TestCertificate.of("localhost"),
				Function.identity());
	}

	private static Mono<Void> notFound(ServerWebExchange exchange) {
		exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
		return exchange.getResponse().setComplete();
	}

	private static EndpointRegistry registry(List<Endpoint> endpoints) {
		Map<String, Endpoint> byPath = endpoints.stream()
			.collect(Collectors.toMap(Endpoint::name, Function.identity()));
		EndpointRegistry registry = mock(withSettings().stubOnly());
		given(registry.match(anyString())).willAnswer((invocation) -> {
			Endpoint endpoint = byPath.get(invocation.<String>getArgument(0));
			return (endpoint != null) ? new EndpointMatch(endpoint, Map.of()) : null;
		});
		return registry;
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
	public boolean isContainer() {
		return true;
	}

	@Override
	public void close() {
		this.upgrader.close();
		this.server.stop();
		this.server.destroy();
		this.engine.close();
	}

}
