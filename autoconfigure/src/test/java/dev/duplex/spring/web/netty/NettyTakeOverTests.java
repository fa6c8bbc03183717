package dev.duplex.spring.web.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.web.reactive.WebSocketUpgradeWebFilter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What becomes of a connection that {@link NettyUpgrader} takes over.
 */
class NettyTakeOverTests {

	private final List<Channel> channels = new CopyOnWriteArrayList<>();

	private final List<String> aborted = new CopyOnWriteArrayList<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {

		@Override
		public void onHandshakeAborted(String cause) {
			NettyTakeOverTests.this.aborted.add(cause);
		}

	});

	private volatile int opened;

	private @Nullable DisposableServer server;

	@AfterEach
	void stop() {
		this.engine.close();
		if (this.server != null) {
			this.server.disposeNow();
		}
	}

	private RawClient connect(UnaryOperator<HttpServer> customizer, WebFilter... filters) {
		EndpointRegistry registry = mock();
		Endpoint endpoint = Endpoint.builder("/echo", new Echo()).build();
		given(registry.match("/echo")).willReturn(new EndpointMatch(endpoint, Map.of()));
		NettyUpgrader upgrader = new NettyUpgrader(this.engine);
		HttpHandler handler = WebHttpHandlerBuilder.webHandler((exchange) -> Mono.empty())
			.filter(filters)
			.exceptionHandler(new ResponseStatusExceptionHandler())
			.filter(new WebSocketUpgradeWebFilter(this.engine, HandshakeFilterChain.none(this.engine), registry,
					upgrader, null))
			.httpHandlerDecorator(upgrader)
			.build();
		HttpServer prepared = HttpServer.create()
			.host("localhost")
			.port(0)
			.doOnChannelInit((observer, channel, address) -> this.channels.add(channel));
		DisposableServer started = customizer.apply(prepared).handle(new ReactorHttpHandlerAdapter(handler)).bindNow();
		this.server = started;
		return RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), started.port()));
	}

	private Channel channel() {
		return this.channels.get(0);
	}

	private static void expectEcho(RawClient client) {
		client.send(Frame.text("hi"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("hi"));
	}

	@Test
	void nothingOfHttpIsLeftInItsPipeline() {
		try (RawClient client = connect(NettyConnections::prepare).handshake("/echo")) {
			expectEcho(client);
			assertThat(channel().pipeline().toMap().keySet()).containsExactly("duplex.transport");
		}
	}

	@Test
	void aHandlerOfTheApplicationStays() {
		UnaryOperator<HttpServer> customizer = (prepared) -> NettyConnections.prepare(prepared)
			.doOnChannelInit((observer, channel, address) -> channel.pipeline()
				.addFirst("first", new ChannelDuplexHandler())
				.addLast("last", new ChannelDuplexHandler()));
		try (RawClient client = connect(customizer).handshake("/echo")) {
			expectEcho(client);
			assertThat(channel().pipeline().toMap().keySet()).containsExactly("first", "duplex.transport", "last");
		}
	}

	@Test
	void oneThatCannotBeTakenOverIsRefused() {
		try (RawClient client = connect(UnaryOperator.identity())) {
			client.send(RawRequest.handshake("/echo").bytes());
			assertThat(client.readResponse().status()).isEqualTo(500);
			await().until(() -> !this.aborted.isEmpty());
			assertThat(this.engine.connectionCount()).isZero();
		}
	}

	/**
	 * What a filter does once those behind it are done.
	 */
	static List<Arguments> lateRefusals() {
		return List.of(
				argumentSet("fails", late((exchange) -> Mono.error(new ResponseStatusException(HttpStatus.FORBIDDEN)))),
				argumentSet("changes the status", late((exchange) -> {
					exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
					return Mono.empty();
				})), argumentSet("answers itself", late((exchange) -> {
					exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
					return exchange.getResponse()
						.writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(new byte[10])));
				})), argumentSet("comes with the commit", (WebFilter) (exchange, chain) -> {
					exchange.getResponse().beforeCommit(() -> {
						exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
						return Mono.empty();
					});
					return chain.filter(exchange);
				}), argumentSet("has answered before", (WebFilter) (exchange, chain) -> {
					exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
					return exchange.getResponse().setComplete().then(chain.filter(exchange));
				}));
	}

	private static WebFilter late(Function<ServerWebExchange, Mono<Void>> action) {
		return (exchange, chain) -> chain.filter(exchange).then(Mono.defer(() -> action.apply(exchange)));
	}

	@ParameterizedTest
	@MethodSource("lateRefusals")
	void aFilterMayRefuseAfterTheEndpointHasAccepted(WebFilter filter) {
		try (RawClient client = connect(NettyConnections::prepare, filter)) {
			client.send(RawRequest.handshake("/echo").bytes());
			assertThat(client.readResponse().status()).isEqualTo(403);
			await().until(() -> !this.aborted.isEmpty());
			assertThat(this.opened).isZero();
			assertThat(this.engine.connectionCount()).isZero();
		}
	}

	@Test
	void aFilterThatLetsItPassLateSeesTheStatusAndMayAddHeaders() {
		AtomicReference<HttpStatusCode> status = new AtomicReference<>();
		WebFilter filter = late((exchange) -> {
			status.set(exchange.getResponse().getStatusCode());
			exchange.getResponse().getHeaders().set("X-Late", "1");
			return Mono.delay(Duration.ofMillis(1)).then();
		});
		try (RawClient client = connect(NettyConnections::prepare, filter)) {
			client.send(RawRequest.handshake("/echo").bytes());
			assertThat(client.readResponse().header("X-Late")).containsExactly("1");
			expectEcho(client);
		}
		assertThat(status.get()).isEqualTo(HttpStatus.SWITCHING_PROTOCOLS);
		assertThat(this.aborted).isEmpty();
	}

	@Test
	void aFilterThatTriesTwiceHasOneConnection() {
		try (RawClient client = connect(NettyConnections::prepare,
				(exchange, chain) -> chain.filter(exchange).then(chain.filter(exchange)))) {
			client.handshake("/echo");
			expectEcho(client);
			assertThat(this.opened).isEqualTo(1);
			assertThat(this.aborted).hasSize(1);
		}
	}

	@Test
	void aHandshakeBehindAnotherRequestIsTakenOver() {
		try (RawClient client = connect(NettyConnections::prepare)) {
			byte[] page = "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
			byte[] handshake = RawRequest.handshake("/echo").bytes();
			client.send(ByteBuffer.allocate(page.length + handshake.length).put(page).put(handshake).array());
			assertThat(client.readResponse().status()).isEqualTo(200);
			assertThat(client.readResponse().status()).isEqualTo(101);
			expectEcho(client);
		}
		assertThat(this.aborted).isEmpty();
	}

	@Test
	void whatElseIsWrittenDoesNotReachThePeer() {
		try (RawClient client = connect(NettyConnections::prepare).handshake("/echo")) {
			expectEcho(client);
			assertThat(channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).awaitUninterruptibly().isSuccess())
				.isTrue();
			expectEcho(client);
		}
	}

	@Test
	void whenSomebodyElseClosesItThePeerIsTakenLeaveOf() {
		try (RawClient client = connect(NettyConnections::prepare).handshake("/echo")) {
			expectEcho(client);
			channel().close();
			assertThat(client.readFrame().closeCode()).isEqualTo(1001);
			client.send(Frame.close(1001));
			client.expectFin();
		}
		await().until(() -> this.closed.size() == 1);
		assertThat(this.closed.get(0).code()).isEqualTo(1001);
	}

	@Test
	void whenTheServerStopsThePeerIsTakenLeaveOf() {
		try (RawClient client = connect((prepared) -> NettyConnections.prepare(prepared)
			.channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))).handshake("/echo")) {
			expectEcho(client);
			DisposableServer stopping = this.server;
			assertThat(stopping).isNotNull();
			stopping.disposeNow();
			assertThat(client.readFrame().closeCode()).isEqualTo(1001);
		}
	}

	private final class Echo implements ConnectionHandler {

		@Override
		public void onOpen(WebSocketConnection connection) {
			NettyTakeOverTests.this.opened++;
		}

		@Override
		public void onText(WebSocketConnection connection, String text) {
			connection.sendText(text);
		}

		@Override
		public void onClose(WebSocketConnection connection, CloseReason reason) {
			NettyTakeOverTests.this.closed.add(reason);
		}

	}

}
