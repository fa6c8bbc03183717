package dev.duplex.benchmarks.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * Spring's WebSocket support on the servlet container that is on the class path, as its
 * reference documents it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
public class SpringServletServer implements WebSocketConfigurer {

	private static final String MESSAGE_SIZE = "message-size";

	/**
	 * Starts the server.
	 * @param args those of {@link ServerArguments}; the container compresses for whoever
	 * offers it
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		ServerArguments arguments = ServerArguments.parse(args);
		SpringApplication application = new SpringApplication(SpringServletServer.class, SlowRequests.class);
		Map<String, Object> properties = SpringSupport.properties(arguments, "server");
		if (arguments.messageSize() > 0) {
			properties.put(MESSAGE_SIZE, arguments.messageSize());
		}
		application.setDefaultProperties(properties);
		Console.serve(SpringSupport.port(application.run()));
	}

	@Bean
	@ConditionalOnProperty(MESSAGE_SIZE)
	ServletServerContainerFactoryBean container(@Value("${" + MESSAGE_SIZE + "}") int messageSize) {
		ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
		container.setMaxTextMessageBufferSize(messageSize);
		container.setMaxBinaryMessageBufferSize(messageSize);
		return container;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new Echo(), "/echo").addHandler(new Topic(), "/topic");
	}

	private static final class Echo extends AbstractWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			session.sendMessage(message);
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
			session.sendMessage(message);
		}

	}

	private static final class Topic extends AbstractWebSocketHandler {

		private static final int SEND_TIME_LIMIT = 10_000;

		private static final int BUFFER_SIZE_LIMIT = 512 * 1024;

		private final Map<String, WebSocketSession> everybody = new ConcurrentHashMap<>();

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.everybody.put(session.getId(),
					new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT, BUFFER_SIZE_LIMIT));
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.everybody.remove(session.getId());
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			for (WebSocketSession each : this.everybody.values()) {
				try {
					each.sendMessage(message);
				}
				catch (Exception ex) {
					this.everybody.remove(each.getId());
				}
			}
		}

	}

}
