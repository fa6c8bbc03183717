package dev.duplex.spring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What a filter cannot answer with.
 */
class HandshakeAnswerTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, 101, 200, 204, 299, 304, 600 })
	void aStatusThatDoesNotRefuseIsNoRefusal(int status) {
		assertThatIllegalArgumentException().isThrownBy(() -> HandshakeAnswer.refuse(status));
	}

	@ParameterizedTest
	@ValueSource(ints = { 300, 302, 307, 401, 403, 426, 429, 500, 503, 599 })
	void everyOtherStatusRefuses(int status) {
		assertThatNoException().isThrownBy(() -> HandshakeAnswer.refuse(status));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "connection", "Content-Length", "Transfer-Encoding", "sec-websocket-accept",
			"Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions" })
	void headersOfTheHandshakeAreNotTheApplications(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> HandshakeAnswer.accept().withHeader(name, "x"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection", "Content-Length", "Transfer-Encoding" })
	void headersOfTheConnectionAreNotTheApplications(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> HandshakeAnswer.refuse(400).withHeader(name, "x"));
	}

	@Test
	void aHeaderCannotBreakOutOfItsLine() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HandshakeAnswer.accept().withHeader("X-A", "1\r\nX-B: 2"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HandshakeAnswer.refuse(400).withHeader("X-A", "1\r\nX-B: 2"));
	}

}
