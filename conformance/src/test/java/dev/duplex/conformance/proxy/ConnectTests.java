package dev.duplex.conformance.proxy;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.duplex.conformance.proxy.Application.Port;
import dev.duplex.engine.ClientTls;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Our client through tinyproxy, by HTTP's CONNECT (RFC 9110 section 9.3.6), which asks
 * for a password and connects to one port only.
 */
@Needs(ProxyProgram.TINYPROXY)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectTests {

	private static final int SECONDS = 10;

	private final WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
	});

	private final WebSocketClient client = new WebSocketClient(this.engine);

	@AfterAll
	void stop() {
		this.engine.close();
	}

	@ParameterizedTest
	@CsvSource({ "OWN,ws", "TOMCAT,ws", "OWN_TLS,wss" })
	void messagesGoThroughTheTunnel(Port port, String scheme) throws Exception {
		int serverPort = Application.on(port).port();
		End end = new End();
		try (RunningProxy proxy = RunningProxy.tinyproxy(serverPort)) {
			WebSocketConnection connection = connect(end, proxy, scheme, serverPort, "secret").get(SECONDS,
					TimeUnit.SECONDS);
			connection.sendText("who?");
			assertThat(end.text.get(SECONDS, TimeUnit.SECONDS))
				.isEqualTo("127.0.0.1 " + (scheme.equals("wss") ? "secure" : "plain") + " localhost:" + serverPort);
			connection.close(4000, "done");
			assertThat(end.closed.get(SECONDS, TimeUnit.SECONDS).code()).isEqualTo(4000);
		}
	}

	@Test
	void theConnectionEndsWithTheProxy() throws Exception {
		int serverPort = Application.on(Port.OWN).port();
		End end = new End();
		try (RunningProxy proxy = RunningProxy.tinyproxy(serverPort)) {
			connect(end, proxy, "ws", serverPort, "secret").get(SECONDS, TimeUnit.SECONDS);
		}
		assertThat(end.closed.get(SECONDS, TimeUnit.SECONDS).code()).isEqualTo(1006);
	}

	@Test
	void aWrongPasswordIsAFailureOfTheProxy() {
		int serverPort = Application.on(Port.OWN).port();
		try (RunningProxy proxy = RunningProxy.tinyproxy(serverPort)) {
			assertThat(failure(connect(new End(), proxy, "ws", serverPort, "wrong"))).isEqualTo(Reason.PROXY);
			assertThat(failure(connect(new End(), proxy, "ws", serverPort, null))).isEqualTo(Reason.PROXY);
		}
	}

	@Test
	void aPortThatTheProxyForbidsIsAFailureOfTheProxy() {
		int serverPort = Application.on(Port.OWN).port();
		try (RunningProxy proxy = RunningProxy.tinyproxy(1)) {
			assertThat(failure(connect(new End(), proxy, "ws", serverPort, "secret"))).isEqualTo(Reason.PROXY);
		}
	}

	private CompletableFuture<WebSocketConnection> connect(End end, RunningProxy proxy, String scheme, int port,
			@Nullable String password) {
		ConnectRequest request = ConnectRequest.to(URI.create(scheme + "://localhost:" + port + "/who"))
			.proxy((password != null) ? new HttpProxy("127.0.0.1", proxy.plain().getPort(), "duplex", password)
					: HttpProxy.of("127.0.0.1", proxy.plain().getPort()))
			.tls(ClientTls.of(Certificate.trust()))
			.build();
		return this.client.connect(request, Endpoint.builder("who", end).build()).toCompletableFuture();
	}

	private static Reason failure(CompletableFuture<WebSocketConnection> connecting) {
		ExecutionException failure = assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> connecting.get(SECONDS, TimeUnit.SECONDS))
			.actual();
		assertThat(failure).hasCauseInstanceOf(ConnectFailedException.class);
		return ((ConnectFailedException) failure.getCause()).reason();
	}

	/**
	 * Our end of the connection.
	 */
	private static final class End implements ConnectionHandler {

		private final CompletableFuture<String> text = new CompletableFuture<>();

		private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

		@Override
		public void onText(WebSocketConnection connection, String received) {
			this.text.complete(received);
		}

		@Override
		public void onClose(WebSocketConnection connection, CloseReason reason) {
			this.closed.complete(reason);
		}

	}

}
