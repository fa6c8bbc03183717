package dev.duplex.spring.autoconfigure;

import dev.duplex.engine.HandshakeHandler;
import dev.duplex.spring.server.EndpointHandshakeHandler;
import dev.duplex.spring.server.ListenerLifecycle;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexServerAutoConfiguration}.
 */
class DuplexServerAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DuplexAutoConfiguration.class,
			DuplexServerAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void withoutAWebServerThereIsAListener() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ListenerLifecycle.class)
			.hasSingleBean(EndpointHandshakeHandler.class));
	}

	@Test
	void inAWebApplicationThereIsNone() {
		this.webRunner.run((context) -> assertThat(context).doesNotHaveBean(ListenerLifecycle.class));
	}

	@Test
	void inAWebApplicationThereIsOneWhenItsPortIsSet() {
		this.webRunner.withPropertyValues("duplex.server.port=0")
			.run((context) -> assertThat(context).hasSingleBean(ListenerLifecycle.class));
	}

	@Test
	void anEmptyPortIsNotSet() {
		this.webRunner.withPropertyValues("duplex.server.port=")
			.run((context) -> assertThat(context).doesNotHaveBean(ListenerLifecycle.class));
	}

	@Test
	void disabledThereIsNone() {
		this.runner.withPropertyValues("duplex.enabled=false", "duplex.server.port=0")
			.run((context) -> assertThat(context).doesNotHaveBean(ListenerLifecycle.class));
	}

	@Test
	void theApplicationsOwnHandshakeHandlerIsUsed() {
		HandshakeHandler handler = mock();
		this.runner.withBean("own", HandshakeHandler.class, () -> handler)
			.run((context) -> assertThat(context).doesNotHaveBean(EndpointHandshakeHandler.class)
				.hasSingleBean(ListenerLifecycle.class));
	}

}
