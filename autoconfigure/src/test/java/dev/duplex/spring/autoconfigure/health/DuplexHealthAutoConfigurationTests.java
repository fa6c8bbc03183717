package dev.duplex.spring.autoconfigure.health;

import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.health.DuplexHealthIndicator;
import dev.duplex.spring.server.ListenerLifecycle;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DuplexHealthAutoConfiguration}, and for what the indicator says.
 */
class DuplexHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("duplex.server.port=0")
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class, DuplexServerAutoConfiguration.class,
				DuplexHealthAutoConfiguration.class));

	@Test
	void endpointsAreUpOutOfServiceWhileTheyDrainAndUpAgain() {
		this.runner.run((context) -> {
			DuplexHealthIndicator indicator = context.getBean(DuplexHealthIndicator.class);
			assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
			assertThat(health(indicator).getDetails()).containsEntry("connections", 0).containsEntry("draining", false);
			WebSocketEngine engine = context.getBean(WebSocketEngine.class);
			engine.drain(1001, "");
			assertThat(health(indicator).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(indicator).getDetails()).containsEntry("draining", true);
			engine.resume();
			assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void endpointsAreDownWhileTheirOwnListenerIsStopped() {
		this.runner.run((context) -> {
			DuplexHealthIndicator indicator = context.getBean(DuplexHealthIndicator.class);
			context.getBean(ListenerLifecycle.class).stop();
			assertThat(health(indicator).getStatus()).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void withoutAnOwnListenerOnlyDrainingCounts() {
		WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
		});
		try (engine) {
			DuplexHealthIndicator indicator = new DuplexHealthIndicator(engine, null);
			assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
			engine.drain(1001, "");
			assertThat(health(indicator).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		}
	}

	@Test
	void switchedOffThereIsNone() {
		this.runner.withPropertyValues("management.health.duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DuplexHealthIndicator.class));
	}

	@Test
	void withoutSpringBootsHealthThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("duplexHealthIndicator"));
	}

	@Test
	void disabledThereIsNone() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DuplexHealthIndicator.class));
	}

	@Test
	void theApplicationsOwnIsUsed() {
		this.runner.withBean("duplexHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).hasSingleBean(HealthIndicator.class)
				.doesNotHaveBean(DuplexHealthIndicator.class));
	}

	private static Health health(HealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
