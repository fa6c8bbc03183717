package dev.duplex.benchmarks.server;

import java.time.Duration;
import java.util.Map;

import dev.duplex.benchmarks.server.ServerArguments.Deflate;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

/**
 * Spring WebFlux's WebSocket support on Reactor Netty, as its reference documents it:
 * messages go back without a copy.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringWebFluxServer implements WebFluxConfigurer {

	private static final String DEFLATE = "deflate";

	private static final String TAKEOVER = "takeover";

	private static final int QUEUE = 1024;

	private final Environment environment;

	SpringWebFluxServer(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Starts the server.
	 * @param args those of {@link ServerArguments}; the level of compression cannot be
	 * chosen
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		ServerArguments arguments = ServerArguments.parse(args);
		SpringApplication application = new SpringApplication(SpringWebFluxServer.class);
		application.setDefaultProperties(properties(arguments));
		Console.serve(SpringSupport.port(application.run()));
	}

	private static Map<String, Object> properties(ServerArguments arguments) {
		Map<String, Object> properties = SpringSupport.properties(arguments, "server");
		Deflate deflate = arguments.deflate();
		if (deflate != null) {
			properties.put("spring.profiles.active", deflate.contextTakeover() ? DEFLATE + "," + TAKEOVER : DEFLATE);
		}
		return properties;
	}

	@Bean
	HandlerMapping endpoints() {
		WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
		Sinks.Many<byte[]> texts = Sinks.many().multicast().directBestEffort();
		WebSocketHandler topic = (
				session) -> session
					.send(texts.asFlux()
						.onBackpressureBuffer(QUEUE)
						.map((text) -> new WebSocketMessage(WebSocketMessage.Type.TEXT,
								session.bufferFactory().wrap(text))))
					.and(session.receive().doOnNext((message) -> publish(texts, message)));
		return new SimpleUrlHandlerMapping(Map.of("/echo", echo, "/topic", topic), -1);
	}

	private static void publish(Sinks.Many<byte[]> texts, WebSocketMessage message) {
		byte[] text = new byte[message.getPayload().readableByteCount()];
		message.getPayload().read(text);
		texts.emitNext(text, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
	}

	@Override
	public WebSocketService getWebSocketService() {
		boolean deflate = this.environment.acceptsProfiles(Profiles.of(DEFLATE));
		boolean takeover = this.environment.acceptsProfiles(Profiles.of(TAKEOVER));
		return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(() -> WebsocketServerSpec.builder()
			.compress(deflate)
			.compressionAllowServerNoContext(!takeover)
			.compressionPreferredClientNoContext(!takeover)));
	}

}
