package dev.duplex.spring.autoconfigure.security;

import dev.duplex.spring.OnConnect;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.security.AuthenticationPrincipalResolver;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.UserDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexSecurityAutoConfiguration}.
 */
class DuplexSecurityAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexSecurityAutoConfiguration.class));

	@Test
	void principalsAreArguments() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(AuthenticationPrincipalResolver.class));
	}

	@Test
	void withoutSpringSecurityThereAreNone() {
		this.runner.withClassLoader(new FilteredClassLoader(AuthenticationPrincipal.class))
			.run((context) -> assertThat(context).doesNotHaveBean(AuthenticationPrincipalResolver.class));
	}

	@Test
	void theApplicationsOwnResolverIsUsed() {
		AuthenticationPrincipalResolver own = new AuthenticationPrincipalResolver(mock(), mock());
		this.runner.withBean("own", AuthenticationPrincipalResolver.class, () -> own)
			.run((context) -> assertThat(context).getBean(AuthenticationPrincipalResolver.class).isSameAs(own));
	}

	@Test
	void disabledThereAreNone() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AuthenticationPrincipalResolver.class));
	}

	@Test
	void handlersSeeWhoConnected() throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(new Class<?>[] { Application.class },
				WebApplicationType.SERVLET, "server.port=0", "spring.security.user.name=ann",
				"spring.security.user.password=secret")) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			try (TestClient client = TestClient.connect(port, "/whoami", "Authorization",
					TestClient.basic("ann", "secret"))) {
				assertThat(client.text()).isEqualTo("ann ann");
			}
		}
	}

	@WebSocketEndpoint("/whoami")
	static class WhoAmI {

		@OnConnect
		String open(@AuthenticationPrincipal UserDetails user,
				@AuthenticationPrincipal(expression = "username") String name) {
			return user.getUsername() + " " + name;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(WhoAmI.class)
	static class Application {

	}

}
