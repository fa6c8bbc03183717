package dev.duplex.spring.autoconfigure.tomcat;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.autoconfigure.web.DuplexServletAutoConfiguration;
import dev.duplex.spring.autoconfigure.web.DuplexWebServerAutoConfiguration;
import dev.duplex.spring.web.ServletUpgrader;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.tomcat.TomcatConnectors;
import jakarta.servlet.Filter;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexTomcatAutoConfiguration}, {@link DuplexServletAutoConfiguration}
 * and {@link DuplexWebServerAutoConfiguration}.
 */
class DuplexTomcatAutoConfigurationTests {

	private static final String FILTER = "webSocketUpgradeFilter";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DuplexAutoConfiguration.class,
			DuplexServerAutoConfiguration.class, DuplexTomcatAutoConfiguration.class,
			DuplexServletAutoConfiguration.class, DuplexWebServerAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void theFilterIsThereWithWhatItNeeds() {
		this.runner.run((context) -> {
			assertThat(context).hasBean(FILTER)
				.hasSingleBean(TomcatConnectors.class)
				.hasSingleBean(ServletUpgrader.class)
				.hasSingleBean(SharedPortLifecycle.class);
		});
	}

	@Test
	void onAnOwnPortThereIsNoFilter() {
		this.runner.withPropertyValues("duplex.server.port=0")
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER)
				.doesNotHaveBean(SharedPortLifecycle.class)
				.doesNotHaveBean(TomcatConnectors.class));
	}

	@Test
	void withoutAWebApplicationThereIsNoFilter() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).doesNotHaveBean(SharedPortLifecycle.class));
	}

	@Test
	void withoutTomcatThereIsTheCheckOnly() {
		this.runner.withClassLoader(new FilteredClassLoader(InternalHttpUpgradeHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER)
				.doesNotHaveBean(TomcatConnectors.class)
				.hasSingleBean(SharedPortLifecycle.class));
	}

	@Test
	void withoutServletsThereIsTheCheckOnly() {
		this.runner.withClassLoader(new FilteredClassLoader(Filter.class))
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).hasSingleBean(SharedPortLifecycle.class));
	}

	@Test
	void disabledThereIsNothing() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).doesNotHaveBean(SharedPortLifecycle.class));
	}

	@Test
	void theApplicationsOwnUpgraderIsUsed() {
		this.runner.withBean("own", ServletUpgrader.class, () -> mock(ServletUpgrader.class))
			.run((context) -> assertThat(context).hasSingleBean(ServletUpgrader.class).hasBean(FILTER));
	}

}
