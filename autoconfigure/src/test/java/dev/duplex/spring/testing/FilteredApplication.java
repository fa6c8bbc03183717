package dev.duplex.spring.testing;

import java.util.Objects;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.HandshakeAnswer;
import dev.duplex.spring.HandshakeFilter;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/**
 * Filters of handshakes, and an endpoint that tells what they gave its connections.
 */
@Configuration(proxyBeanMethods = false)
@Import(FilteredApplication.Filtered.class)
public class FilteredApplication {

	/** What a handshake without a key is answered with. */
	public static final String BODY = "{\"error\":\"no key\"}";

	@Bean
	@Order(2)
	HandshakeFilter users() {
		return (handshake) -> HandshakeAnswer.accept()
			.withPrincipal(() -> "user of " + handshake.attributes().get("key"))
			.withAttribute("thread", Thread.currentThread().getName());
	}

	@Bean
	@Order(1)
	HandshakeFilter keys() {
		return (handshake) -> {
			String key = handshake.request().header("X-Key");
			if (key == null) {
				return HandshakeAnswer.refuse(429)
					.withHeader("Retry-After", "7")
					.withHeader("X-Hint", "one")
					.withHeader("X-Hint", "two")
					.withHeader("Content-Type", "application/json")
					.withBody(BODY);
			}
			if (key.equals("fail")) {
				throw new IllegalStateException("secret");
			}
			if (key.equals("stuck")) {
				Thread.sleep(3_600_000);
			}
			return HandshakeAnswer.accept().withAttribute("key", key).withHeader("X-Seen", handshake.endpoint());
		};
	}

	@WebSocketEndpoint(path = "/filtered", id = "filtered", subprotocols = "v1.filtered")
	static class Filtered {

		@OnText
		String tell(String name, WebSocketConnection connection) {
			return name.equals("user") ? Objects.requireNonNull(connection.principal()).getName()
					: String.valueOf(connection.attributes().get(name));
		}

	}

}
