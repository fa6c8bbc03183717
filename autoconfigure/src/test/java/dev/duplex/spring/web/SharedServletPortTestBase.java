package dev.duplex.spring.web;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.duplex.spring.testing.RawHttp;
import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints on the port of a servlet container, over real sockets.
 */
public abstract class SharedServletPortTestBase extends SharedPortTestBase {

	protected SharedServletPortTestBase(String webServer) {
		super(WebApplicationType.SERVLET, webServer, List.of());
	}

	@Override
	protected Class<?> guard() {
		return Guard.class;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "POST /echo HTTP/1.1 | 405", "HEAD /echo HTTP/1.1 | 405", "GET /echo HTTP/1.0 | 505" })
	void whatIsNoHandshakeIsRefusedOnceAndTheConnectionEnds(String requestLine, int status) throws Exception {
		String answer = RawHttp.exchange(port(),
				RawHttp.handshake(requestLine) + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 " + status)
			.containsOnlyOnce("HTTP/1.1 ")
			.containsIgnoringCase("Connection: close");
	}

	@Test
	void requestsThatTakeEveryThreadDoNotKeepMessagesWaiting() throws Exception {
		try (ConfigurableApplicationContext busy = start(List.of(TestApplication.Http.class, Slow.class),
				"server.tomcat.threads.max=8", "server.jetty.threads.max=8", "server.jetty.threads.min=8");
				TestClient client = TestClient.connect(port(busy), "/echo")) {
			Slow slow = busy.getBean(Slow.class);
			HttpClient http = HttpClient.newHttpClient();
			List<CompletableFuture<HttpResponse<String>>> requests = new ArrayList<>();
			try {
				do {
					requests.add(http.sendAsync(request(port(busy), "/slow").build(), BodyHandlers.ofString()));
				}
				while (answersAtOnce(http, port(busy)));
				for (int i = 0; i < 100; i++) {
					assertThat(client.send("m" + i).text()).isEqualTo("m" + i);
				}
				assertThat(requests).noneMatch(CompletableFuture::isDone);
			}
			finally {
				slow.mayEnd.countDown();
			}
			requests.forEach((request) -> assertThat(request.join().body()).isEqualTo("slow"));
		}
	}

	private static boolean answersAtOnce(HttpClient http, int port) throws Exception {
		try {
			http.send(request(port, "/hello").timeout(Duration.ofMillis(500)).build(), BodyHandlers.discarding());
			return true;
		}
		catch (HttpTimeoutException ex) {
			return false;
		}
	}

	@Test
	void aGracefulShutdownTellsThePeersAndDoesNotWaitForThem() throws Exception {
		ConfigurableApplicationContext ending = start(List.of(), "server.shutdown=graceful");
		try (TestClient client = TestClient.connect(port(ending), "/echo")) {
			client.send("hi").text();
			long start = System.nanoTime();
			ending.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(client.closed()).startsWith("1001");
		}
	}

	@RestController
	static class Slow {

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.mayEnd.await();
			return "slow";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Guard {

		@Bean
		Filter apiKeyFilter() {
			return (request, response, chain) -> ((HttpServletResponse) response).setStatus(401);
		}

	}

}
