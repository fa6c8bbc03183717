package dev.duplex.spring.testing;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Arrays;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small application with everything on, as a user would write it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ TestApplication.Rooms.class, TestApplication.Echo.class })
public class TestApplication {

	/**
	 * Starts it, without Spring Security unless it is asked for.
	 */
	public static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return start(new Class<?>[] { TestApplication.class }, type, properties);
	}

	public static ConfigurableApplicationContext start(Class<?>[] sources, WebApplicationType type,
			String... properties) {
		SpringApplication application = new SpringApplication(sources);
		application.setWebApplicationType(type);
		application.setRegisterShutdownHook(false);
		String[] arguments = Arrays.copyOf(properties, properties.length + 1);
		arguments[properties.length] = "spring.main.banner-mode=off";
		return application.run(Arrays.stream(arguments).map((property) -> "--" + property).toArray(String[]::new));
	}

	/** Without Spring Security. */
	public static final String NO_SECURITY = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration";

	public record Message(String text, int number) {
	}

	@WebSocketEndpoint(path = "/rooms/{room}", id = "rooms")
	static class Rooms {

		@OnConnect
		void join(WebSocketConnection connection, @PathVariable String room) {
			connection.subscribe("room." + room);
		}

		@OnText
		@BroadcastTo("room.{room}")
		Message say(Message message, @PathVariable String room) {
			if (message.text().equals("throw")) {
				throw new IllegalStateException("secret");
			}
			return new Message(room + ": " + message.text(), message.number() + 1);
		}

	}

	@WebSocketEndpoint(path = "/echo", id = "echo", subprotocols = "v1.echo")
	static class Echo {

		@OnConnect
		@Nullable String hello(@Nullable Principal principal) {
			return (principal != null) ? "hello " + principal.getName() : null;
		}

		@OnText
		String text(String text) {
			return text.equals("thread?") ? Thread.currentThread().toString() : text;
		}

		@OnBinary
		ByteBuffer binary(ByteBuffer data) {
			return data;
		}

	}

	/**
	 * HTTP beside the endpoints, and on a path of one.
	 */
	@RestController
	public static class Http {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/echo")
		String plainEcho() {
			return "plain echo";
		}

	}

}
