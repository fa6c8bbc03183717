package dev.duplex.spring.autoconfigure.netty;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.autoconfigure.tomcat.DuplexTomcatAutoConfiguration;
import dev.duplex.spring.autoconfigure.web.DuplexWebServerAutoConfiguration;
import dev.duplex.spring.web.SharedPortLifecycle;
import dev.duplex.spring.web.netty.NettyConnections;
import dev.duplex.spring.web.netty.NettyUpgrader;
import dev.duplex.spring.web.reactive.ReactiveUpgrader;
import org.junit.jupiter.api.Test;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexNettyAutoConfiguration}.
 */
class DuplexNettyAutoConfigurationTests {

	private static final String FILTER = "webSocketUpgradeWebFilter";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(DuplexAutoConfiguration.class,
			DuplexServerAutoConfiguration.class, DuplexNettyAutoConfiguration.class,
			DuplexTomcatAutoConfiguration.class, DuplexWebServerAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void theFilterIsThereWithWhatItNeeds() {
		this.runner.run((context) -> assertThat(context).hasBean(FILTER)
			.hasSingleBean(NettyUpgrader.class)
			.hasSingleBean(NettyConnections.class)
			.hasSingleBean(SharedPortLifecycle.class));
	}

	@Test
	void onAnOwnPortThereIsNoFilter() {
		this.runner.withPropertyValues("duplex.server.port=0")
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER)
				.doesNotHaveBean(SharedPortLifecycle.class)
				.doesNotHaveBean(NettyConnections.class));
	}

	@Test
	void withServletsThereIsNoFilter() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).doesNotHaveBean(NettyUpgrader.class));
	}

	@Test
	void withoutAWebApplicationThereIsNoFilter() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).doesNotHaveBean(SharedPortLifecycle.class));
	}

	@Test
	void withoutReactorNettyThereIsTheCheckOnly() {
		this.runner.withClassLoader(new FilteredClassLoader(HttpServer.class))
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).hasSingleBean(SharedPortLifecycle.class));
		this.runner.withClassLoader(new FilteredClassLoader(NettyReactiveWebServerFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).hasSingleBean(SharedPortLifecycle.class));
	}

	@Test
	void disabledThereIsNothing() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(FILTER).doesNotHaveBean(SharedPortLifecycle.class));
	}

	@Test
	void theApplicationsOwnUpgraderIsUsed() {
		this.runner.withBean("own", ReactiveUpgrader.class, () -> mock(ReactiveUpgrader.class))
			.run((context) -> assertThat(context).doesNotHaveBean(NettyUpgrader.class).hasBean(FILTER));
	}

}
