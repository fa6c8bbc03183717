package dev.duplex.spring.web;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.testing.Chromium;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.testing.WebServerFilter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which version of HTTP a real browser opens a WebSocket over, from a page that it got
 * over HTTP/2. The handshake's method tells.
 */
@ExtendWith(Chromium.Installed.class)
class BrowserHttpVersionTests {

	/** For a browser that starts on a busy machine. */
	private static final int WAIT_SECONDS = 45;

	@ParameterizedTest
	@CsvSource({ "tomcat, SERVLET, GET", "jetty, SERVLET, CONNECT", "reactor.netty, REACTIVE, CONNECT" })
	void aPageOpensAWebSocketOverTheVersionThatTheServerKnows(String webServer, WebApplicationType type, String method)
			throws Exception {
		TestCertificate certificate = TestCertificate.of("localhost");
		try (ConfigurableApplicationContext context = TestApplication
			.start(new Class<?>[] { TestApplication.class, Browsed.class }, type,
					TestBundles.keystore("web", certificate, WebServerFilter.PROPERTY + "=" + webServer,
							"server.port=0", "server.http2.enabled=true", "server.ssl.bundle=web",
							TestApplication.NO_SECURITY))) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			Browsed browsed = context.getBean(Browsed.class);
			try (Chromium chromium = Chromium.open("https://localhost:" + port + "/websocket.html")) {
				assertThat(chromium).isNotNull();
				assertThat(browsed.next()).isEqualTo(method + ": opened by a page");
				assertThat(browsed.next()).isEqualTo(method + ": heard the server");
			}
		}
	}

	@WebSocketEndpoint("/browser")
	static class Browsed {

		private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

		@OnText
		void heard(WebSocketConnection connection, String text) {
			this.heard.add(connection.handshake().method() + ": " + text);
			if (text.startsWith("opened")) {
				connection.sendText("the server");
			}
		}

		String next() throws InterruptedException {
			String text = this.heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
			if (text == null) {
				throw new AssertionError("The browser sends nothing");
			}
			return text;
		}

	}

}
