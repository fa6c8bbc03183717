package dev.duplex.spring.autoconfigure.metrics;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.metrics.DuplexMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexMetricsAutoConfiguration}.
 */
class DuplexMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class, DuplexMetricsAutoConfiguration.class));

	private final ApplicationContextRunner metricsRunner = this.runner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void metersAreBoundToTheApplicationsRegistry() {
		this.metricsRunner.run((context) -> {
			assertThat(context).hasSingleBean(DuplexMetrics.class);
			assertThat(context.getBean(MeterRegistry.class).find("duplex.outbound.queued").gauge()).isNotNull();
		});
	}

	@Test
	void withoutARegistryThereAreNone() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DuplexMetrics.class));
	}

	@Test
	void withoutMicrometerThereAreNone() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DuplexMetrics.class));
	}

	@Test
	void theApplicationsOwnAreUsed() {
		this.metricsRunner.withBean("own", DuplexMetrics.class, () -> new DuplexMetrics(mock(), mock()))
			.run((context) -> assertThat(context).hasSingleBean(DuplexMetrics.class).hasBean("own"));
	}

	@Test
	void disabledThereAreNone() {
		this.metricsRunner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DuplexMetrics.class));
	}

}
