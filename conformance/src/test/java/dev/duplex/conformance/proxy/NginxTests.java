package dev.duplex.conformance.proxy;

import dev.duplex.conformance.proxy.Application.Port;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our endpoints behind nginx.
 */
@Needs(ProxyProgram.NGINX)
class NginxTests extends ReverseProxySuite {

	private static final String IDLE = "30s";

	@Override
	RunningProxy start(String server, String idle) {
		return RunningProxy.nginx(server, idle);
	}

	@ParameterizedTest
	@FieldSource("PORTS")
	void aReloadLeavesOpenConnectionsAlone(Port port) throws Exception {
		String server = Application.on(port).address();
		try (RunningProxy proxy = start(server, IDLE);
				Visitor before = Visitor.plain(proxy.plain()).open();
				Visitor beforeTls = Visitor.tls(proxy.tls()).open()) {
			String id = before.ask("id?");
			proxy.reload(server, IDLE);
			try (Visitor after = Visitor.plain(proxy.plain()).open();
					Visitor afterTls = Visitor.tls(proxy.tls()).open()) {
				assertThat(after.ask("who?"))
					.isEqualTo(Visitor.ADDRESS + " plain localhost:" + proxy.plain().getPort());
				assertThat(afterTls.ask("hi")).isEqualTo("hi");
			}
			assertThat(before.ask("hi")).isEqualTo("hi");
			assertThat(beforeTls.ask("hi")).isEqualTo("hi");
			assertThat(before.closeGracefully()).isEqualTo(1000);
			assertClosedOnce(port, id, 1000);
		}
	}

}
