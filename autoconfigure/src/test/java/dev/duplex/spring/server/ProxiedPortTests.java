package dev.duplex.spring.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;
import dev.duplex.spring.testing.TestApplication;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The own port behind proxies. This machine is the proxy.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxiedPortTests {

	private static final String US = "duplex.server.trusted-proxies=127.0.0.1,::1";

	private static final String OTHERS = "duplex.server.trusted-proxies=192.0.2.0/24";

	private static final String REQUIRED = "duplex.server.proxy-protocol=required";

	private static final RawRequest FORWARDED = RawRequest.handshake("/echo")
		.with("Origin: https://www.example.com")
		.with("X-Forwarded-For: 198.51.100.7")
		.with("X-Forwarded-Proto: https")
		.with("X-Forwarded-Host: www.example.com");

	private static ConfigurableApplicationContext start(String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 2);
		all[properties.length] = "duplex.server.port=0";
		all[properties.length + 1] = "duplex.server.allow-unauthenticated=true";
		return TestApplication.start(WebApplicationType.NONE, all);
	}

	private static RawClient connect(ConfigurableApplicationContext context) {
		return RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
				context.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class)));
	}

	private static WebSocketConnection accepted(ConfigurableApplicationContext context) {
		WebSocketEngine engine = context.getBean(WebSocketEngine.class);
		Awaitility.await().until(() -> engine.connectionCount() == 1);
		return engine.connections().iterator().next();
	}

	@Test
	void aTrustedProxyIsBelieved() {
		try (ConfigurableApplicationContext context = start(US); RawClient client = connect(context)) {
			client.handshake(FORWARDED);
			assertThat(accepted(context).remoteAddress().getHostString()).isEqualTo("198.51.100.7");
			assertThat(accepted(context).handshake().isSecure()).isTrue();
			assertThat(accepted(context).handshake().serverName()).isEqualTo("www.example.com");
		}
	}

	@Test
	void nobodyElseIs() {
		for (String trusted : new String[] { OTHERS, "duplex.server.trusted-proxies=" }) {
			try (ConfigurableApplicationContext context = start(trusted); RawClient client = connect(context)) {
				assertThat(client.send(FORWARDED.bytes()).readResponse().status()).isEqualTo(403);
			}
		}
	}

	@Test
	void theProxyProtocolNamesTheClient() {
		try (ConfigurableApplicationContext context = start(US, REQUIRED); RawClient client = connect(context)) {
			client.send("PROXY TCP4 198.51.100.7 10.0.0.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII))
				.handshake("/echo");
			assertThat(accepted(context).remoteAddress()).isEqualTo(new InetSocketAddress("198.51.100.7", 4711));
		}
	}

	@Test
	void connectionsOfOthersAreClosedCountedAndExplained(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(OTHERS, REQUIRED); RawClient client = connect(context)) {
			client.readEnd();
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			Awaitility.await()
				.until(() -> meters.find("duplex.handshakes")
					.tags("outcome", "aborted", "reason", "untrusted_proxy")
					.counters()
					.stream()
					.mapToDouble(Counter::count)
					.sum() == 1);
			assertThat(output).contains("add its address to duplex.server.trusted-proxies");
		}
	}

	@Test
	void theProxyProtocolOfNobodyIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(REQUIRED));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("duplex.server.proxy-protocol")
			.contains("set duplex.server.trusted-proxies");
	}

}
