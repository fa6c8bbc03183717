package dev.duplex.spring.web.netty;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.testing.TestApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A real browser and the port of Reactor Netty with TLS: it opens its WebSocket in the
 * connection of HTTP/2 that the page came by, where there is one.
 */
class NettyBrowserTests {

	private static final int WAIT_SECONDS = 60;

	@ParameterizedTest
	@CsvSource({ "true, CONNECT", "false, GET" })
	void aBrowserOpensItsWebSocketAsItGotThePage(boolean http2, String method) throws Exception {
		TestCertificate certificate = TestCertificate.of("localhost");
		String prefix = "spring.ssl.bundle.jks.server.keystore.";
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { TestApplication.class, Page.class }, WebApplicationType.REACTIVE, "server.port=0",
				"server.http2.enabled=" + http2, "server.ssl.bundle=server",
				prefix + "location=" + certificate.file().toUri(), prefix + "password=" + TestCertificate.PASSWORD,
				prefix + "type=PKCS12", TestApplication.NO_SECURITY + "," + TestApplication.NO_REACTIVE_TOMCAT)) {
			Process browser = browse(
					"https://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/browser.html");
			try {
				BlockingQueue<String> heard = context.getBean(Page.class).heard;
				assertThat(heard.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("heard: " + method);
			}
			finally {
				browser.descendants().forEach(ProcessHandle::destroyForcibly);
				browser.destroyForcibly().waitFor();
			}
		}
	}

	private static Process browse(String url) throws Exception {
		Path profile = Files.createTempDirectory(Path.of("target"), "browser");
		return new ProcessBuilder(chromium().toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors", "--remote-debugging-port=0",
				"--user-data-dir=" + profile.toAbsolutePath(), url)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	/**
	 * The installed browser. Without one the test is skipped, but not where it has to be.
	 */
	private static Path chromium() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.flatMap((folder) -> Stream.of("chromium", "chromium-browser").map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseGet(NettyBrowserTests::missing);
	}

	private static Path missing() {
		String message = "Chromium is not installed: nobody checks what a real browser does over HTTP/2";
		if (Boolean.parseBoolean(System.getenv("CI"))) {
			throw new AssertionError(message);
		}
		System.err.println("WARNING: " + message);
		return abort(message);
	}

	@WebSocketEndpoint("/browser")
	static class Page {

		private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

		@OnConnect
		@Nullable String tellHowItCame(WebSocketConnection connection) {
			return connection.handshake().method();
		}

		@OnText
		void hear(String text) {
			this.heard.add(text);
		}

	}

}
