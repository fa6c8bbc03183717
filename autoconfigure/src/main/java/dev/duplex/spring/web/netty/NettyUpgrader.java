package dev.duplex.spring.web.netty;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.transport.TransportSink;
import dev.duplex.spring.web.SharedPortHandshake;
import dev.duplex.spring.web.reactive.ReactiveUpgrader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.Assert;
import org.springframework.web.server.ServerWebExchange;

/**
 * Takes connections over from Reactor Netty: has it send the response of a WebSocket
 * handshake, after which it leaves the connection alone, and puts a handler of ours where
 * its codec of WebSocket is.
 */
public final class NettyUpgrader implements ReactiveUpgrader {

	/** What was accepted, until the application's handler is done with the exchange. */
	private static final AttributeKey<TakeOver> ACCEPTED = AttributeKey.valueOf(NettyUpgrader.class, "accepted");

	private static final String NAME = "duplex.transport";

	private static final String HTTP_2 = "HTTP/2.0";

	private static final String HTTP_CODEC = "io.netty.handler.codec.http.";

	/** Subprotocol and compression are among the headers already. */
	private static final WebsocketServerSpec SPEC = WebsocketServerSpec.builder().build();

	private static final Wire TCP = new TcpWire();

	private static final Wire STREAM = new StreamWire();

	private final WebSocketEngine engine;

	private final NettyContexts contexts = new NettyContexts();

	/**
	 * Creates the upgrader.
	 * @param engine takes the connections
	 */
	public NettyUpgrader(WebSocketEngine engine) {
		this.engine = engine;
		engine.beforeClose(this.contexts::close);
	}

	@Override
	public String protocol(ServerWebExchange exchange) {
		return nativeRequest(exchange).protocol();
	}

	@Override
	public String target(ServerWebExchange exchange) {
		return nativeRequest(exchange).uri();
	}

	private static HttpServerRequest nativeRequest(ServerWebExchange exchange) {
		return ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
	}

	/**
	 * Reactor Netty keeps the protocol to itself, but sets a path only with one (RFC 8441
	 * section 4). Another than WebSocket it refuses when the connection is to be taken
	 * over.
	 */
	@Override
	public boolean isExtendedConnect(ServerWebExchange exchange) {
		HttpServerRequest request = nativeRequest(exchange);
		return request.protocol().equals(HTTP_2) && request.uri().startsWith("/");
	}

	@Override
	public void upgrade(ServerWebExchange exchange, HandshakeDecision.Accept accept, HandshakeRequest handshake) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Channel channel = channelOf(response);
		if (!SharedPortHandshake.isExtendedConnect(handshake)) {
			// Netty checks the handshake once more, and knows no lists.
			nativeRequest(exchange).requestHeaders()
				.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
				.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
		}
		TakeOver takeOver = new TakeOver(response, handshake, this.engine.accept(accept, handshake));
		TakeOver earlier = channel.attr(ACCEPTED).getAndSet(takeOver);
		if (earlier != null) {
			earlier.giveUp();
		}
		takeOver.check(channel.pipeline());
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> {
			Object nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
			Mono<Void> handled = handler.handle(request, response);
			return (nativeResponse instanceof HttpServerResponse server) ? takeOverBehind(handled, response, server)
					: handled;
		};
	}

	/**
	 * Takes the connection over behind everything else, if a handshake was accepted and
	 * the response is still the one that says so.
	 */
	private static Mono<Void> takeOverBehind(Mono<Void> handled, ServerHttpResponse response,
			HttpServerResponse server) {
		Channel channel = channelOf(server);
		return handled.then(Mono.defer(() -> {
			TakeOver accepted = channel.attr(ACCEPTED).get();
			return (accepted != null && accepted.isAnsweredBy(response, server)) ? accepted.complete(channel)
					: Mono.empty();
		})).doFinally((signal) -> {
			// By now there may be one of the exchange that follows.
			TakeOver accepted = channel.attr(ACCEPTED).get();
			if (accepted != null && accepted.response == server
					&& channel.attr(ACCEPTED).compareAndSet(accepted, null)) {
				accepted.giveUp();
			}
		});
	}

	private static Channel channelOf(HttpServerResponse response) {
		Channel[] channel = new Channel[1];
		response.withConnection((connection) -> channel[0] = connection.channel());
		return channel[0];
	}

	/**
	 * The take-over of one connection.
	 */
	private final class TakeOver {

		/** What Reactor Netty has one of for each exchange. */
		private final HttpServerResponse response;

		private final HandshakeRequest handshake;

		private final TransportSink sink;

		/** Whether the sink was told how it ended. */
		private final AtomicBoolean settled = new AtomicBoolean();

		private @Nullable EarlyBytes early;

		TakeOver(HttpServerResponse response, HandshakeRequest handshake, TransportSink sink) {
			this.response = response;
			this.handshake = handshake;
			this.sink = sink;
		}

		/**
		 * Checks, before the response, that the pipeline is one that can be taken over.
		 */
		void check(ChannelPipeline pipeline) {
			this.early = pipeline.get(EarlyBytes.class);
			boolean expected = isStream() ? pipeline.context(NettyPipeline.H2ToHttp11Codec) != null
					: this.early != null;
			Assert.state(expected,
					() -> "Reactor Netty's connection cannot be taken over; its pipeline is not the expected one: "
							+ pipeline.names());
		}

		/**
		 * Whether the response is one that accepts the handshake, and is still to be
		 * sent.
		 */
		boolean isAnsweredBy(ServerHttpResponse answer, HttpServerResponse server) {
			return this.response == server && !server.hasSentHeaders()
					&& SharedPortHandshake.acceptedStatus(this.handshake) == status(answer.getStatusCode());
		}

		private static int status(@Nullable HttpStatusCode code) {
			return (code != null) ? code.value() : 0;
		}

		/**
		 * Between the response and the handler of ours, no frame may be read: so both in
		 * one task of the loop, which the filters may have left.
		 */
		Mono<Void> complete(Channel channel) {
			return Mono.defer(() -> {
				if (this.early != null) {
					this.early.await();
				}
				return this.response.sendWebsocket((inbound, outbound) -> {
					inbound.withConnection(this::run);
					return Mono.never();
				}, SPEC);
			}).subscribeOn(Schedulers.fromExecutor(channel.eventLoop())).doOnError((failure) -> channel.close());
		}

		private boolean isStream() {
			return SharedPortHandshake.isExtendedConnect(this.handshake);
		}

		/**
		 * In the event loop, when the response has been written.
		 */
		void run(Connection connection) {
			Channel channel = connection.channel();
			ChannelPipeline pipeline = channel.pipeline();
			NettyTransport transport = transport(NettyUpgrader.this.contexts.of(channel.eventLoop()));
			ByteBuf earlyBytes = (this.early != null) ? this.early.take() : null;
			try {
				if (this.early != null) {
					pipeline.replace(this.early, NAME, transport);
				}
				else {
					pipeline.addAfter(NettyPipeline.H2ToHttp11Codec, NAME, transport);
				}
				removeExchange(pipeline);
				// Nothing of the exchange is kept for the connection's life.
				connection.rebind(() -> channel);
				Assert.state(this.settled.compareAndSet(false, true), "The exchange was cancelled");
			}
			catch (RuntimeException ex) {
				if (earlyBytes != null) {
					earlyBytes.release();
				}
				if (pipeline.context(transport) != null) {
					pipeline.remove(transport);
				}
				throw ex;
			}
			transport.open(earlyBytes);
		}

		private NettyTransport transport(NettyContext context) {
			return new NettyTransport(context, isStream() ? STREAM : TCP, this.handshake.remoteAddress(),
					this.handshake.isSecure(), this.sink);
		}

		/**
		 * Tells that there will be no connection, unless there is one.
		 */
		void giveUp() {
			if (this.settled.compareAndSet(false, true)) {
				this.sink.onClosed(null);
			}
		}

		/**
		 * Removes what Reactor Netty has added for HTTP and WebSocket. Handlers of the
		 * application stay, but those behind the transport see no more bytes.
		 */
		private static void removeExchange(ChannelPipeline pipeline) {
			boolean behind = false;
			for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
				String type = entry.getValue().getClass().getName();
				if (entry.getKey().equals(NAME)) {
					behind = true;
				}
				else if (!behind) {
					Assert.state(!type.startsWith(HTTP_CODEC), () -> "Unexpected pipeline: " + pipeline.names());
				}
				else if (type.startsWith(HTTP_CODEC) || type.startsWith("reactor.netty.")
						|| type.startsWith(EarlyBytes.class.getName())) {
					pipeline.remove(entry.getKey());
				}
			}
		}

	}

}
