package dev.duplex.spring.security;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import dev.duplex.spring.testing.TestClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Security does for handlers: on Tomcat's port and on a port of their own, on
 * workers and on event loops.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HandlerSecurityTests {

	private static final String[] ANN = { "Authorization", TestClient.basic("ann", "a") };

	private static final String[] ROOT = { "Authorization", TestClient.basic("root", "r") };

	private final ConfigurableApplicationContext shared = start(WebApplicationType.SERVLET, "server.port=0");

	private final ConfigurableApplicationContext own = start(WebApplicationType.NONE, "duplex.server.port=0");

	private static ConfigurableApplicationContext start(WebApplicationType type, String property) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(type);
		application.setRegisterShutdownHook(false);
		return application.run("--" + property, "--duplex.threads.workers=1", "--duplex.threads.event-loops=1");
	}

	@AfterAll
	void stop() {
		this.shared.close();
		this.own.close();
	}

	private TestClient connect(String port, String path, String... headers) {
		ConfigurableApplicationContext context = port.equals("server") ? this.shared : this.own;
		return TestClient.connect(
				context.getEnvironment().getRequiredProperty("local." + port + ".port", Integer.class), path, headers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "server /guarded", "duplex /guarded", "server /inline", "duplex /inline" })
	void handlersRunInTheContextOfTheirConnection(String where) throws Exception {
		String port = where.split(" ")[0];
		String path = where.split(" ")[1];
		try (TestClient ann = connect(port, path, ANN); TestClient root = connect(port, path, ROOT)) {
			assertThat(ann.text()).isEqualTo("hello ann");
			assertThat(root.text()).isEqualTo("hello root");
			for (int i = 0; i < 20; i++) {
				assertThat(ann.send("who").text()).isEqualTo("ann");
				assertThat(root.send("who").text()).isEqualTo("root");
			}
			assertThat(ann.send("forge").text()).isEqualTo("forged");
			assertThat(ann.send("who").text()).isEqualTo("ann");
		}
		Awaitility.await().until(() -> "ann".equals(Guarded.lastGone.get()) || "root".equals(Guarded.lastGone.get()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server", "duplex" })
	void nothingIsLeftInTheThread(String port) throws Exception {
		try (TestClient ann = connect(port, "/guarded", ANN)) {
			ann.text();
			assertThat(ann.send("who").text()).isEqualTo("ann");
			Runnable look = () -> Guarded.left
				.set(String.valueOf(SecurityContextHolder.getContext().getAuthentication()));
			ConfigurableApplicationContext context = port.equals("server") ? this.shared : this.own;
			context.getBean("duplexHandlerExecutor", Executor.class).execute(look);
			Awaitility.await().until(() -> "null".equals(Guarded.left.getAndSet(null)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "server", "duplex" })
	void preAuthorizeGuardsAHandler(String port) throws Exception {
		try (TestClient ann = connect(port, "/admin", ANN); TestClient root = connect(port, "/admin", ROOT)) {
			assertThat(root.send("reboot").text()).isEqualTo("done: reboot");
			ann.send("reboot");
			assertThat(ann.closed()).isEqualTo("1008 access denied");
			assertThat(root.send("again").text()).isEqualTo("done: again");
		}
	}

	@Test
	void anExceptionHandlerMayAnswerADenial() throws Exception {
		try (TestClient ann = connect("duplex", "/lenient", ANN)) {
			assertThat(ann.send("reboot").text()).isEqualTo("you may not");
			assertThat(ann.send("reboot").text()).isEqualTo("you may not");
		}
	}

	@Test
	void messagesAreAuthorizedByOneBean() throws Exception {
		try (TestClient ann = connect("duplex", "/guarded", ANN);
				TestClient root = connect("duplex", "/guarded", ROOT)) {
			ann.text();
			root.text();
			assertThat(root.send("secret").text()).isEqualTo("secret?");
			ann.send("secret");
			assertThat(ann.closed()).isEqualTo("1008 access denied");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableMethodSecurity
	@Import({ Guarded.class, Inline.class, Admin.class, Lenient.class })
	static class Application {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("ann").password("{noop}a").roles("USER").build(),
					User.withUsername("root").password("{noop}r").roles("USER", "ADMIN").build());
		}

		@Bean
		AuthorizationManager<MessageAuthorizationContext> messages() {
			return (user, message) -> new AuthorizationDecision(
					!StandardCharsets.UTF_8.decode(message.payload()).toString().equals("secret")
							|| user.get().getName().equals("root"));
		}

	}

	static class Who {

		@OnConnect
		String connect() {
			return "hello " + user();
		}

		@OnText
		@Nullable String text(String text) {
			switch (text) {
				case "who" -> {
					return user();
				}
				case "forge" -> {
					SecurityContextHolder.getContext().setAuthentication(null);
					return "forged";
				}
				default -> {
					return text + "?";
				}
			}
		}

		@OnDisconnect
		void gone() {
			Guarded.lastGone.set(user());
		}

		private static @Nullable String user() {
			Authentication user = SecurityContextHolder.getContext().getAuthentication();
			return (user != null) ? user.getName() : null;
		}

	}

	@WebSocketEndpoint("/guarded")
	static class Guarded extends Who {

		static final AtomicReference<@Nullable String> lastGone = new AtomicReference<>();

		static final AtomicReference<@Nullable String> left = new AtomicReference<>();

	}

	@WebSocketEndpoint(path = "/inline", execution = Execution.EVENT_LOOP)
	static class Inline extends Who {

	}

	@WebSocketEndpoint("/admin")
	static class Admin {

		@OnText
		@PreAuthorize("hasRole('ADMIN')")
		public String reboot(String text) {
			return "done: " + text;
		}

	}

	@WebSocketEndpoint("/lenient")
	static class Lenient extends Admin {

		@WebSocketExceptionHandler
		String denied(AccessDeniedException ex) {
			return "you may not";
		}

	}

}
