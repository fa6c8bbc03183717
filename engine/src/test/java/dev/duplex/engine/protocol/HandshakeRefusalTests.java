package dev.duplex.engine.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link HandshakeRefusal} (RFC 6455 section 4.2.2).
 */
class HandshakeRefusalTests {

	@Test
	void closesTheConnectionAndCountsItsBody() {
		HandshakeRefusal refusal = HandshakeRefusal.of(403, "origin", "Origin not allowed \u2013 sorry.");
		assertThat(new String(refusal.toResponse(), StandardCharsets.UTF_8)).isEqualTo("""
				HTTP/1.1 403 Forbidden\r
				Connection: close\r
				Content-Type: text/plain;charset=UTF-8\r
				Content-Length: 29\r
				\r
				Origin not allowed \u2013 sorry.""");
	}

	@Test
	void namesUpgradeInTheConnectionHeaderWhenItAsksForIt() {
		HandshakeRefusal refusal = HandshakeRefusal.of(426, "version", "", new Header("Upgrade", "websocket"),
				new Header("Sec-WebSocket-Version", "13"));
		assertThat(new String(refusal.toResponse(), StandardCharsets.UTF_8).split("\r\n")).contains(
				"HTTP/1.1 426 Upgrade Required", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
				"Connection: Upgrade, close");
	}

	@Test
	void carriesHeadersOfTheApplication() {
		HandshakeRefusal refusal = HandshakeRefusal.of(401, "credentials", "", new Header("WWW-Authenticate", "Basic"));
		assertThat(new String(refusal.toResponse(), StandardCharsets.UTF_8))
			.contains("\r\nWWW-Authenticate: Basic\r\n");
	}

	@Test
	void hasOneContentTypeAndItIsTheApplications() {
		HandshakeRefusal refusal = HandshakeRefusal.of(403, "x", "{}", new Header("content-type", "application/json"));
		assertThat(new String(refusal.toResponse(), StandardCharsets.UTF_8)).contains("content-type: application/json")
			.doesNotContain("text/plain");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 302, 400, 401, 403, 404, 405, 408, 414, 418, 426, 429, 431, 500, 503, 505, 599 })
	void hasAWellFormedStatusLine(int status) {
		String response = new String(HandshakeRefusal.of(status, "x", "").toResponse(), StandardCharsets.UTF_8);
		assertThat(response.split("\r\n")[0]).matches("HTTP/1\\.1 " + status + " [A-Za-z ]*");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 100, 101, 199, 600, 4000 })
	void isNoFinalResponse(int status) {
		assertThatIllegalArgumentException().isThrownBy(() -> HandshakeRefusal.of(status, "x", ""));
	}

	@Test
	void refusesHeadersThatWouldBreakOutOfTheirLine() {
		for (Header header : List.of(new Header("X", "a\r\nY: b"), new Header("X: a\r\nY", "b"), new Header("", "b"),
				new Header("X", "a\nb"))) {
			assertThatIllegalArgumentException().isThrownBy(() -> HandshakeRefusal.of(302, "x", "", header));
		}
	}

}
