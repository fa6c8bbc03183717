package dev.duplex.benchmarks.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Spring's WebSocket support on the servlet container that is on the class path, as its
 * reference documents it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
public class SpringServletServer implements WebSocketConfigurer {

	/**
	 * Starts the server.
	 * @param args those of {@link ServerArguments}; the container compresses for whoever
	 * offers it
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(SpringServletServer.class, SlowRequests.class);
		application.setDefaultProperties(SpringSupport.properties(ServerArguments.parse(args), "server"));
		Console.serve(SpringSupport.port(application.run()));
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new Echo(), "/echo");
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

}
