package dev.duplex.spring.web;

import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with more than one servlet container on the class path: the one that runs
 * is the one that counts, whoever chose it.
 */
class ServletContainersTests {

	@Test
	void tomcatOfTheApplicationIsUsed() throws Exception {
		echoes(OwnTomcat.class, TomcatWebServer.class);
	}

	@Test
	void jettyOfTheApplicationIsUsed() throws Exception {
		echoes(OwnJetty.class, JettyWebServer.class);
	}

	@Test
	void whateverSpringBootChoosesIsUsed() throws Exception {
		echoes(Nothing.class, WebServer.class);
	}

	private static void echoes(Class<?> configuration, Class<? extends WebServer> expected) throws Exception {
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { TestApplication.class, configuration }, WebApplicationType.SERVLET, "server.port=0",
				WebServerFilter.PROPERTY + "=" + WebServerFilter.ALL, TestApplication.NO_SECURITY)) {
			WebServer server = ((WebServerApplicationContext) context).getWebServer();
			assertThat(server).isInstanceOf(expected);
			try (TestClient client = TestClient.connect(server.getPort(), "/echo")) {
				assertThat(client.send("hi").text()).isEqualTo("hi");
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTomcat {

		@Bean
		ServletWebServerFactory webServerFactory() {
			return new TomcatServletWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnJetty {

		@Bean
		ServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

}
