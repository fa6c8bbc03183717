package dev.duplex.spring.web.jetty;

import java.util.Arrays;

import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said at start about limits of Jetty.
 */
@ExtendWith(OutputCaptureExtension.class)
class JettyContainerTests {

	@Test
	void aLimitOfConnectionsThatStarvesHttpIsWarnedAbout(CapturedOutput output) {
		start("server.jetty.max-connections=100");
		assertThat(output).contains("WARN")
			.contains("server.jetty.max-connections=100")
			.contains("duplex.limits.max-connections, now 10000");
	}

	@Test
	void aLimitOfConnectionsIsWarnedAboutWhereWebSocketsHaveNone(CapturedOutput output) {
		start("server.jetty.max-connections=20000", "duplex.limits.max-connections=-1");
		assertThat(output).contains("server.jetty.max-connections=20000");
	}

	@Test
	void aLimitOfConnectionsThatLeavesRoomIsNot(CapturedOutput output) {
		start("server.jetty.max-connections=8192", "duplex.limits.max-connections=8000");
		assertThat(output).doesNotContain("server.jetty.max-connections");
	}

	@Test
	void jettyHasNoLimitUnlessItIsTold(CapturedOutput output) {
		start();
		assertThat(output).doesNotContain("server.jetty.max-connections");
	}

	private static void start(String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 3);
		all[properties.length] = "server.port=0";
		all[properties.length + 1] = WebServerFilter.PROPERTY + "=jetty";
		all[properties.length + 2] = TestApplication.NO_SECURITY;
		TestApplication.start(WebApplicationType.SERVLET, all).close();
	}

}
