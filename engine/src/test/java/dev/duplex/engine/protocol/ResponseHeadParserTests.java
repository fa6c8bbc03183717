package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResponseHeadParser}.
 */
class ResponseHeadParserTests {

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static HandshakeResponse parse(String text) {
		HandshakeResponse whole = new ResponseHeadParser(200, 3).parse(bytes(text));
		ResponseHeadParser byteByByte = new ResponseHeadParser(200, 3);
		HandshakeResponse cut = null;
		for (int i = 0; i < text.length(); i++) {
			assertThat(cut).isNull();
			cut = byteByByte.parse(bytes(text.substring(i, i + 1)));
		}
		assertThat(cut).isEqualTo(whole);
		return whole;
	}

	@Test
	void readsStatusTextAndHeaders() {
		HandshakeResponse response = parse("HTTP/1.1 404 Not Found\r\nX: \t1 \r\nx:2\r\n\r\n");
		assertThat(response.status()).isEqualTo(404);
		assertThat(response.reasonPhrase()).isEqualTo("Not Found");
		assertThat(response.headers("x")).containsExactly("1", "2");
		assertThat(response.header("x")).isEqualTo("1");
		assertThat(response.header("y")).isNull();
	}

	@Test
	void theTextMayBeMissing() {
		assertThat(parse("HTTP/1.1 200\r\n\r\n").reasonPhrase()).isEmpty();
		assertThat(parse("HTTP/1.0 200 \r\n\r\n").reasonPhrase()).isEmpty();
	}

	@Test
	void whatFollowsTheHeadIsLeft() {
		ByteBuffer in = bytes("HTTP/1.1 101 S\r\n\r\nframes");
		assertThat(new ResponseHeadParser(100, 3).parse(in)).isNotNull();
		assertThat(in.remaining()).isEqualTo(6);
	}

	@Test
	void interimResponsesArePassedOver() {
		HandshakeResponse response = parse("HTTP/1.1 100 Go\r\nX: y\r\n\r\nHTTP/1.1 103\r\n\r\nHTTP/1.1 101 S\r\n\r\n");
		assertThat(response).isEqualTo(new HandshakeResponse(101, "S", java.util.List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 1010 S\r\n\r\n", "HTTP/1.1 10 S\r\n\r\n", "HTTP/1.1 099 S\r\n\r\n",
			"HTTP/2.0 101 S\r\n\r\n", "HTTP/1.x 101 S\r\n\r\n", "HTTP/1.0 101 S\r\n\r\n", "http/1.1 101 S\r\n\r\n",
			"HTTP/1.1  101 S\r\n\r\n", "HTTP/1.1 -01 S\r\n\r\n", "\r\n\r\n", "HTTP/1.1 101 S\n\n",
			"HTTP/1.1 101 S\r\nX : y\r\n\r\n", "HTTP/1.1 101 S\r\n: y\r\n\r\n", "HTTP/1.1 101 S\r\nX\r\n\r\n",
			"HTTP/1.1 101 S\r\nX: \0\r\n\r\n", "HTTP/1.1 101 S\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n" })
	void whatBreaksHttpIsRefused(String text) {
		assertThatExceptionOfType(InvalidResponseException.class).isThrownBy(() -> parse(text));
	}

	@Test
	void theHeadIsLimitedInterimResponsesIncluded() {
		assertThatExceptionOfType(InvalidResponseException.class)
			.isThrownBy(() -> parse("HTTP/1.1 101 S\r\nX: " + "y".repeat(200)));
		assertThatExceptionOfType(InvalidResponseException.class)
			.isThrownBy(() -> parse("HTTP/1.1 100 C\r\n\r\n".repeat(20)));
	}

}
