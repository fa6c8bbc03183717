package dev.duplex.spring.web;

import java.util.List;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.StartupException;
import dev.duplex.spring.web.jetty.JettyContainer;
import dev.duplex.spring.web.tomcat.TomcatConnectors;
import dev.duplex.spring.web.tomcat.TomcatIo;
import jakarta.servlet.ServletContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link UnsupportedWebServerCheck} and {@link SharedPortLifecycle}.
 */
class UnsupportedWebServerCheckTests {

	private final WebServerApplicationContext context = mock();

	private final EndpointRegistry registry = mock();

	@Test
	void anotherWebServerIsNamedAndTheWayOutToo() {
		given(this.context.getWebServer()).willReturn(new OtherWebServer());
		assertRefused(new UnsupportedWebServerCheck(this.context)::check);
	}

	@Test
	void containersOnTheClassPathDoNotMeanThatOneIsUsed() {
		WebSocketEngine engine = mock();
		given(this.context.getWebServer()).willReturn(new OtherWebServer());
		assertRefused(new ServletContainers(List.of(new TomcatConnectors(engine, null, false, this.context),
				new JettyContainer(engine, this.context)), this.context)::check);
	}

	@Test
	void theContainerOfAWarIsNamed() {
		ServletContext container = mock();
		given(container.getServerInfo()).willReturn("Other");
		ServletWebServerApplicationContext deployed = mock();
		given(deployed.getServletContext()).willReturn(container);
		assertRefused(new UnsupportedWebServerCheck(deployed)::check);
	}

	private static void assertRefused(ThrowingCallable check) {
		assertThatExceptionOfType(StartupException.class).isThrownBy(check).satisfies((ex) -> {
			assertThat(ex).hasMessageStartingWith("WebSocket endpoints can't share the port of Other;");
			assertThat(ex.action()).contains("Set duplex.server.port");
		});
	}

	@Test
	void aContextWithoutAWebServerHasNoPortToShare() {
		assertThatCode(() -> new UnsupportedWebServerCheck(mock(ApplicationContext.class)).check())
			.doesNotThrowAnyException();
	}

	@Test
	void withoutAnEndpointNothingIsChecked() {
		SharedPortLifecycle lifecycle = new SharedPortLifecycle(this.registry, () -> {
			throw new IllegalStateException();
		});
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
	}

	@Test
	void anEndpointThatCannotBeServedKeepsTheApplicationFromStarting() {
		given(this.registry.endpoints()).willReturn(List.of(Endpoint.builder("/a", new ConnectionHandler() {
		}).build()));
		SharedPortLifecycle lifecycle = new SharedPortLifecycle(this.registry, () -> {
			throw new IllegalStateException();
		});
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(lifecycle::start);
		assertThat(lifecycle.isRunning()).isFalse();
	}

	private static final class OtherWebServer implements WebServer {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public int getPort() {
			return 8080;
		}

	}

}
