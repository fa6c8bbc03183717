package dev.duplex.spring.autoconfigure.actuate;

import dev.duplex.spring.actuate.WebSocketsEndpoint;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexActuatorAutoConfiguration}.
 */
class DuplexActuatorAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=websockets";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class, DuplexActuatorAutoConfiguration.class));

	@Test
	void anEndpointThatIsExposedExists() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(WebSocketsEndpoint.class));
	}

	@Test
	void anEndpointThatIsNotExposedDoesNot() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(WebSocketsEndpoint.class));
	}

	@Test
	void anEndpointWithoutAccessDoesNot() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.websockets.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(WebSocketsEndpoint.class));
	}

	@Test
	void withoutActuatorThereIsNone() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("webSocketsEndpoint"));
	}

	@Test
	void disabledThereIsNone() {
		this.runner.withPropertyValues(EXPOSED, "duplex.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketsEndpoint.class));
	}

	@Test
	void theApplicationsOwnIsUsed() {
		this.runner.withPropertyValues(EXPOSED)
			.withBean("own", WebSocketsEndpoint.class, () -> mock(WebSocketsEndpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(WebSocketsEndpoint.class).hasBean("own"));
	}

}
