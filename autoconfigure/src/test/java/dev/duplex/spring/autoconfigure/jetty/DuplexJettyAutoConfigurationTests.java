package dev.duplex.spring.autoconfigure.jetty;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.autoconfigure.tomcat.DuplexTomcatAutoConfiguration;
import dev.duplex.spring.autoconfigure.web.DuplexServletAutoConfiguration;
import dev.duplex.spring.autoconfigure.web.DuplexWebServerAutoConfiguration;
import dev.duplex.spring.web.ServletUpgrader;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import dev.duplex.spring.web.jetty.JettyContainer;
import dev.duplex.spring.web.tomcat.TomcatConnectors;
import jakarta.servlet.Filter;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DuplexJettyAutoConfiguration}.
 */
class DuplexJettyAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DuplexAutoConfiguration.class,
			DuplexServerAutoConfiguration.class, DuplexJettyAutoConfiguration.class,
			DuplexTomcatAutoConfiguration.class, DuplexServletAutoConfiguration.class,
			DuplexWebServerAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void theFilterIsThereWithWhatItNeeds() {
		this.runner.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.coyote"))
			.run((context) -> assertThat(context).hasSingleBean(WebSocketUpgradeFilter.class)
				.hasSingleBean(JettyContainer.class)
				.hasSingleBean(ServletUpgrader.class)
				.hasSingleBean(SharedPortLifecycle.class)
				.doesNotHaveBean(TomcatConnectors.class));
	}

	@Test
	void besideTomcatThereIsOneFilterForBoth() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(WebSocketUpgradeFilter.class)
			.hasSingleBean(JettyContainer.class)
			.hasSingleBean(TomcatConnectors.class)
			.hasSingleBean(ServletUpgrader.class)
			.hasSingleBean(SharedPortLifecycle.class));
	}

	@Test
	void withoutJettyThereIsNothingOfIt() {
		for (Class<?> missing : new Class<?>[] { JettyServletWebServerFactory.class, ServletContextRequest.class,
				Filter.class }) {
			this.runner.withClassLoader(new FilteredClassLoader(missing))
				.run((context) -> assertThat(context).doesNotHaveBean(JettyContainer.class)
					.hasSingleBean(SharedPortLifecycle.class));
		}
	}

	@Test
	void onAnOwnPortThereIsNothingOfIt() {
		this.runner.withPropertyValues("duplex.server.port=0")
			.run((context) -> assertThat(context).doesNotHaveBean(JettyContainer.class)
				.doesNotHaveBean(WebSocketUpgradeFilter.class));
	}

	@Test
	void withoutAWebApplicationThereIsNothingOfIt() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(JettyContainer.class));
	}

	@Test
	void disabledThereIsNothing() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(JettyContainer.class)
				.doesNotHaveBean(WebSocketUpgradeFilter.class));
	}

}
