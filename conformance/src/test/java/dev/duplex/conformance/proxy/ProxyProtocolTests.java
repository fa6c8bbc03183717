package dev.duplex.conformance.proxy;

import java.util.List;

import dev.duplex.conformance.proxy.Application.Port;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our own port behind proxies of TCP that speak the PROXY protocol.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ProxyProtocolTests {

	private static final String IDLE = "30s";

	@Needs(ProxyProgram.HAPROXY)
	@ParameterizedTest
	@EnumSource(names = { "HAPROXY_TCP", "HAPROXY_TCP_VERSION_1" })
	void haproxyNamesTheClient(Template template) {
		try (RunningProxy proxy = haproxy(template, Port.OWN_PROXY_PROTOCOL, IDLE)) {
			assertPlainClient(proxy);
		}
	}

	@Needs(ProxyProgram.HAPROXY)
	@Test
	void haproxyTellsOfTheTlsThatItEnds() {
		try (RunningProxy proxy = haproxy(Template.HAPROXY_TCP, Port.OWN_PROXY_PROTOCOL, IDLE);
				Visitor visitor = Visitor.tls(proxy.tls())) {
			assertThat(visitor.handshake("Origin: https://localhost:" + proxy.tls().getPort())).isEqualTo(101);
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " secure localhost:" + proxy.tls().getPort());
		}
	}

	@Needs(ProxyProgram.HAPROXY)
	@ParameterizedTest
	@EnumSource(names = { "HAPROXY_TCP", "HAPROXY_TCP_VERSION_1" })
	void haproxyPassesOnTheTlsThatWeEnd(Template template) {
		try (RunningProxy proxy = haproxy(template, Port.OWN_PROXY_PROTOCOL_TLS, IDLE)) {
			assertClientOfOurTls(proxy);
		}
	}

	@Needs(ProxyProgram.NGINX_STREAM)
	@Test
	void nginxNamesTheClient() {
		try (RunningProxy proxy = RunningProxy.nginxStream(Application.on(Port.OWN_PROXY_PROTOCOL).address(), IDLE)) {
			assertPlainClient(proxy);
		}
	}

	@Needs(ProxyProgram.NGINX_STREAM)
	@Test
	void nginxPassesOnTheTlsThatWeEnd() {
		try (RunningProxy proxy = RunningProxy.nginxStream(Application.on(Port.OWN_PROXY_PROTOCOL_TLS).address(),
				IDLE)) {
			assertClientOfOurTls(proxy);
		}
	}

	@Needs(ProxyProgram.HAPROXY)
	@Test
	void aProxyThatSendsNoHeaderGetsNothing() {
		try (RunningProxy proxy = haproxy(Template.HAPROXY, Port.OWN_PROXY_PROTOCOL, IDLE);
				Visitor visitor = Visitor.plain(proxy.plain())) {
			assertThat(visitor.handshake()).isEqualTo(502);
		}
	}

	@Needs(ProxyProgram.HAPROXY)
	@Test
	void aHeaderThatIsNotAskedForIsRefused() {
		try (RunningProxy proxy = haproxy(Template.HAPROXY_TCP, Port.OWN, IDLE);
				Visitor visitor = Visitor.plain(proxy.plain())) {
			assertThat(visitor.handshake()).isEqualTo(400);
		}
	}

	@Needs(ProxyProgram.HAPROXY)
	@Test
	void aConnectionThatTheProxyFindsIdleEndsOnce() {
		try (RunningProxy proxy = haproxy(Template.HAPROXY_TCP, Port.OWN_PROXY_PROTOCOL, "600ms");
				Visitor plain = Visitor.plain(proxy.plain()).open();
				Visitor tls = Visitor.tls(proxy.tls()).open()) {
			List<String> ids = List.of(plain.ask("id?"), tls.ask("id?"));
			plain.awaitEnd();
			tls.awaitEnd();
			ids.forEach((id) -> ReverseProxySuite.assertClosedOnce(Port.OWN_PROXY_PROTOCOL, id, 1006));
		}
	}

	private static RunningProxy haproxy(Template template, Port port, String idle) {
		return RunningProxy.haproxy(template, Application.on(port).address(), idle);
	}

	private static void assertPlainClient(RunningProxy proxy) {
		try (Visitor visitor = Visitor.plain(proxy.plain()).open()) {
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " plain localhost:" + proxy.plain().getPort());
			assertThat(visitor.closeGracefully()).isEqualTo(1000);
		}
	}

	private static void assertClientOfOurTls(RunningProxy proxy) {
		try (Visitor visitor = Visitor.tls(proxy.plain()).open()) {
			assertThat(visitor.ask("who?")).isEqualTo(Visitor.ADDRESS + " secure localhost:" + proxy.plain().getPort());
			assertThat(visitor.closeGracefully()).isEqualTo(1000);
		}
	}

}
