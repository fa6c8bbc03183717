package dev.duplex.spring.web.tomcat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestBundles;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WebSocket has no part in how busy Tomcat's threads are.
 */
class BusyTomcatTests {

	private static final int THREADS = 3;

	private static final Duration SOON = Duration.ofSeconds(1);

	private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

	private static final SSLContext CONTEXT = TestCertificate.context(null, CERTIFICATE);

	@ParameterizedTest
	@ValueSource(strings = { "http", "https" })
	void slowRequestsDelayNoWebSocket(String scheme) throws Exception {
		List<String> properties = new ArrayList<>(List.of("server.port=0", "server.tomcat.threads.max=" + THREADS,
				"server.tomcat.threads.min-spare=1", TestApplication.NO_SECURITY));
		if (scheme.equals("https")) {
			properties.add("server.ssl.bundle=web");
			properties.addAll(TestBundles.properties("web", CERTIFICATE, CERTIFICATE));
		}
		try (ConfigurableApplicationContext context = TestApplication.start(
				new Class<?>[] { TestApplication.class, Slow.class }, WebApplicationType.SERVLET,
				properties.toArray(String[]::new))) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
			try (RawClient client = connect(scheme, address).handshake("/echo");
					RawClient leaving = connect(scheme, address).handshake("/echo")) {
				List<CompletableFuture<HttpResponse<String>>> slow = requests(scheme, port, 2 * THREADS);
				SlowPage page = context.getBean(SlowPage.class);
				page.entered.await();
				for (int i = 0; i < 20; i++) {
					long start = System.nanoTime();
					client.send(Frame.text("m" + i));
					assertThat(client.readFrame()).isEqualTo(Frame.text("m" + i));
					assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
				}
				WebSocketEngine engine = context.getBean(WebSocketEngine.class);
				assertThat(leaving.closeGracefully().closeCode()).isEqualTo(1000);
				Awaitility.await().atMost(SOON).until(() -> engine.connectionCount() == 1);
				assertThat(slow).noneMatch(CompletableFuture::isDone);
				page.release.countDown();
				assertThat(slow).allSatisfy((response) -> assertThat(response.get().body()).isEqualTo("slow"));
			}
		}
	}

	private static RawClient connect(String scheme, InetSocketAddress address) {
		return scheme.equals("https") ? RawClient.connectTls(address, 0, CONTEXT) : RawClient.connect(address);
	}

	private static List<CompletableFuture<HttpResponse<String>>> requests(String scheme, int port, int count) {
		HttpClient client = HttpClient.newBuilder().sslContext(CONTEXT).build();
		HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/slow")).build();
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			responses.add(client.sendAsync(request, BodyHandlers.ofString()));
		}
		return responses;
	}

	@Configuration(proxyBeanMethods = false)
	static class Slow {

		@Bean
		SlowPage slowPage() {
			return new SlowPage();
		}

	}

	@RestController
	static class SlowPage {

		private final CountDownLatch entered = new CountDownLatch(THREADS);

		private final CountDownLatch release = new CountDownLatch(1);

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.entered.countDown();
			this.release.await();
			return "slow";
		}

	}

}
