package dev.duplex.conformance.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.duplex.conformance.proxy.Application.Port;
import dev.duplex.engine.CloseReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What holds for our endpoints behind a proxy that speaks HTTP and sets forwarded
 * headers, whichever it is and whatever port they are on.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class ReverseProxySuite {

	/** The ports that the suite runs for; another one is a line here. */
	static final List<Port> PORTS = List.of(Port.OWN, Port.TOMCAT, Port.JETTY, Port.NETTY);

	/** Those that know which proxies to believe. The others believe everybody. */
	static final List<Port> WARY_PORTS = List.of(Port.OWN, Port.TOMCAT);

	/** Shorter than the time between two Pings. */
	private static final String SHORT = "600ms";

	/** Longer than that. */
	private static final String LONG = "2500ms";

	/** So many Pings take longer than {@link #LONG}. */
	private static final int PINGS = 4;

	private final Map<Port, RunningProxy> proxies = new EnumMap<>(Port.class);

	/**
	 * Starts the proxy.
	 * @param server host and port of the application
	 * @param idle when idle connections are closed
	 */
	abstract RunningProxy start(String server, String idle);

	private RunningProxy proxy(Port port) {
		return this.proxies.computeIfAbsent(port, (key) -> start(Application.on(key).address(), LONG));
	}

	@AfterAll
	void stop() {
		this.proxies.values().forEach(RunningProxy::close);
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void theClientIsTheOneBehindTheProxy(Port port) {
		RunningProxy proxy = proxy(port);
		try (Visitor visitor = Visitor.plain(proxy.plain()).open()) {
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " plain localhost:" + proxy.plain().getPort());
		}
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void aClientOfTheProxysTlsIsSecure(Port port) {
		RunningProxy proxy = proxy(port);
		try (Visitor visitor = Visitor.tls(proxy.tls()).open()) {
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " secure localhost:" + proxy.tls().getPort());
		}
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void theOriginIsThatOfTheProxy(Port port) {
		RunningProxy proxy = proxy(port);
		assertThat(status(Visitor.plain(proxy.plain()), "http://localhost:" + proxy.plain().getPort())).isEqualTo(101);
		assertThat(status(Visitor.plain(proxy.plain()), "https://localhost:" + proxy.plain().getPort())).isEqualTo(403);
		assertThat(status(Visitor.tls(proxy.tls()), "https://localhost:" + proxy.tls().getPort())).isEqualTo(101);
		assertThat(status(Visitor.tls(proxy.tls()), "http://localhost:" + proxy.tls().getPort())).isEqualTo(403);
		assertThat(status(Visitor.tls(proxy.tls()), "https://evil.example")).isEqualTo(403);
	}

	private static int status(Visitor visitor, String origin) {
		try (visitor) {
			return visitor.handshake("Origin: " + origin);
		}
	}

	@ParameterizedTest
	@FieldSource("WARY_PORTS")
	void whatAClientMakesUpCountsForNothing(Port port) {
		RunningProxy proxy = proxy(port);
		try (Visitor visitor = Visitor.plain(proxy.plain())) {
			assertThat(visitor.handshake("X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: https",
					"X-Forwarded-Host: evil.example", "X-Forwarded-Port: 443",
					"Forwarded: for=198.51.100.7;proto=https;host=evil.example"))
				.isEqualTo(101);
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " plain localhost:" + proxy.plain().getPort());
		}
	}

	@ParameterizedTest
	@FieldSource("WARY_PORTS")
	void whoComesPastTheProxyMayNotForward(Port port) {
		int direct = Application.on(port).port();
		try (Visitor visitor = Visitor.plain(new InetSocketAddress("127.0.0.1", direct))) {
			assertThat(visitor.handshake("X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: https")).isEqualTo(101);
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " plain localhost:" + direct);
		}
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void messagesAndTheClosingHandshakePass(Port port) {
		RunningProxy proxy = proxy(port);
		String large = "x".repeat(60_000);
		for (Visitor visitor : List.of(Visitor.plain(proxy.plain()).open(), Visitor.tls(proxy.tls()).open())) {
			try (visitor) {
				String id = visitor.ask("id?");
				assertThat(visitor.ask("hi")).isEqualTo("hi");
				assertThat(visitor.ask(large)).isEqualTo(large);
				assertThat(visitor.closeGracefully()).isEqualTo(1000);
				assertClosedOnce(port, id, 1000);
			}
		}
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void aConnectionThatTheProxyFindsIdleEndsOnce(Port port) {
		// The first handshake of all may take longer than the proxy waits.
		Visitor.plain(proxy(port).plain()).open().close();
		try (RunningProxy hasty = start(Application.on(port).address(), SHORT);
				Visitor plain = Visitor.plain(hasty.plain()).open();
				Visitor tls = Visitor.tls(hasty.tls()).open()) {
			List<String> ids = List.of(plain.ask("id?"), tls.ask("id?"));
			plain.awaitEnd();
			tls.awaitEnd();
			ids.forEach((id) -> assertClosedOnce(port, id, 1006));
		}
	}

	@Test
	void theHeartbeatKeepsAConnectionAlive() {
		List<Visitor> visitors = new ArrayList<>();
		PORTS.forEach((port) -> {
			visitors.add(Visitor.plain(proxy(port).plain()).open());
			visitors.add(Visitor.tls(proxy(port).tls()).open());
		});
		for (Visitor visitor : visitors) {
			try (visitor) {
				visitor.answerPings(PINGS);
				assertThat(visitor.ask("hi")).isEqualTo("hi");
			}
		}
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void allConnectionsEndOnceWithTheProxy(Port port) {
		List<String> ids = new ArrayList<>();
		List<Visitor> visitors = new ArrayList<>();
		try (RunningProxy proxy = start(Application.on(port).address(), LONG)) {
			for (int i = 0; i < 10; i++) {
				Visitor visitor = ((i % 2 == 0) ? Visitor.plain(proxy.plain()) : Visitor.tls(proxy.tls())).open();
				visitors.add(visitor);
				ids.add(visitor.ask("id?"));
			}
			assertThat(ids).doesNotHaveDuplicates().allMatch((id) -> Application.on(port).closings(id).isEmpty());
		}
		ids.forEach((id) -> assertClosedOnce(port, id, 1006));
		visitors.forEach(Visitor::close);
	}

	static void assertClosedOnce(Port port, String id, int code) {
		Application application = Application.on(port);
		await().untilAsserted(
				() -> assertThat(application.closings(id)).extracting(CloseReason::code).containsExactly(code));
	}

}
