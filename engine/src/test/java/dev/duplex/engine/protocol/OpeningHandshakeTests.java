package dev.duplex.engine.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCases;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link OpeningHandshake}, with {@link RequestHeadParser} before it (RFC 6455 section
 * 4.2).
 */
class OpeningHandshakeTests {

	static List<HandshakeCase> cases() {
		return HandshakeCases.all();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsTheRfcSays(HandshakeCase handshake) {
		int status;
		String answer;
		try {
			HandshakeRequest request = Requests.check(List.of(handshake.request().bytes()));
			status = 101;
			answer = text(OpeningHandshake.response(request, null, List.of()));
		}
		catch (HandshakeException ex) {
			status = ex.refusal().status();
			answer = text(ex.refusal().toResponse());
		}
		assertThat(handshake.statuses()).as(answer).contains(status);
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
		assertThat(List.of(answer.split("\r\n"))).containsAll(handshake.headers());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersTheSameWhateverPiecesTheRequestComesIn(HandshakeCase handshake) {
		byte[] bytes = handshake.request().bytes();
		String whole = Requests.answer(List.of(bytes));
		Pieces.everyWay(bytes)
			.forEach((pieces) -> assertThat(Requests.answer(pieces)).as(() -> "cut after " + pieces.get(0).length)
				.isEqualTo(whole));
	}

	@Test
	void answersTheSampleKeyOfTheRfc() {
		assertThat(OpeningHandshake.accept(RawRequest.SAMPLE_KEY)).isEqualTo(RawRequest.SAMPLE_ACCEPT);
	}

	@Test
	void anExtendedConnectNeedsNeitherUpgradeNorKey() {
		OpeningHandshake.checkExtendedConnect(extendedConnect(new Header("Sec-WebSocket-Version", "13"),
				new Header("Sec-WebSocket-Protocol", "chat.v1, chat.v2"), new Header("Origin", "https://example.com"),
				new Header("Sec-WebSocket-Extensions", "permessage-deflate"), new Header("Sec-WebSocket-Key", "none")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Version: 014" })
	void anExtendedConnectOfAnotherVersionIsRefused(String line) {
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> OpeningHandshake.checkExtendedConnect(extendedConnect(headers(line))))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
	}

	@Test
	void anExtendedConnectIsToldTheVersionSpokenHereWithoutAnUpgrade() {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(
				() -> OpeningHandshake.checkExtendedConnect(extendedConnect(new Header("Sec-WebSocket-Version", "8"))))
			.satisfies((ex) -> assertThat(ex.refusal().headers())
				.containsExactly(new Header("Sec-WebSocket-Version", "13")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-WebSocket-Protocol: a b", "Sec-WebSocket-Extensions: ;", "Content-Length: 5",
			"Origin: https://a, Origin: https://b" })
	void anExtendedConnectIsCheckedAsAnyHandshake(String lines) {
		Header[] headers = headers("Sec-WebSocket-Version: 13, " + lines);
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> OpeningHandshake.checkExtendedConnect(extendedConnect(headers)))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
	}

	private static Header[] headers(String lines) {
		return Stream.of(lines.split(", "))
			.filter((line) -> !line.isEmpty())
			.map((line) -> new Header(line.split(": ")[0], line.split(": ")[1]))
			.toArray(Header[]::new);
	}

	private static HandshakeRequest extendedConnect(Header... headers) {
		return new HandshakeRequest("CONNECT", "/echo", null, List.of(headers), true, "localhost", 443, Requests.PEER);
	}

	@Test
	void respondsWithNothingMoreThanNeeded() {
		HandshakeRequest request = Requests.parse(RawRequest.handshake("/echo"));
		assertThat(text(OpeningHandshake.response(request, null, List.of()))).isEqualTo("""
				HTTP/1.1 101 Switching Protocols\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
				\r
				""");
	}

	@Test
	void respondsWithTheSubprotocolAndTheHeadersItIsGiven() {
		HandshakeRequest request = Requests
			.parse(RawRequest.handshake("/echo").with("Sec-WebSocket-Protocol: chat.v1, chat.v2"));
		assertThat(text(OpeningHandshake.response(request, "chat.v2", List.of(new Header("Set-Cookie", "a=b")))))
			.endsWith("\r\nSec-WebSocket-Protocol: chat.v2\r\nSet-Cookie: a=b\r\n\r\n");
	}

	@Test
	void respondsWithNoSubprotocolThatTheClientDidNotOffer() {
		HandshakeRequest request = Requests.parse(RawRequest.handshake("/echo").with("Sec-WebSocket-Protocol: a"));
		for (String subprotocol : new String[] { "b", "", "A", "a\r\nX: y" }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> OpeningHandshake.response(request, subprotocol, List.of()));
		}
	}

	@Test
	void respondsWithNoHeaderThatWouldBreakOutOfItsLine() {
		HandshakeRequest request = Requests.parse(RawRequest.handshake("/echo"));
		for (Header header : List.of(new Header("X", "a\r\nY: b"), new Header("X\r\nY", "a"), new Header("X", "\0"),
				new Header("X", "\u20AC"), new Header("", "a"), new Header("X y", "a"))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> OpeningHandshake.response(request, null, List.of(header)));
		}
	}

	@Test
	void knowsWhetherARequestAsksForWebSocketAtAll() {
		assertThat(OpeningHandshake.asksForWebSocket(List.of("h2c, WebSocket"))).isTrue();
		assertThat(OpeningHandshake.asksForWebSocket(List.of("h2c", "websocket"))).isTrue();
		assertThat(OpeningHandshake.asksForWebSocket(List.of("websocketx", "web socket", "websocket/13"))).isFalse();
		assertThat(OpeningHandshake.asksForWebSocket(List.of())).isFalse();
	}

	@Test
	void reflectsNothingOfTheRequest() {
		for (HandshakeCase handshake : cases()) {
			try {
				Requests.check(List
					.of(handshake.request().with("X-Probe: pr0be").requestLine("GET /pr0be%zz HTTP/1.1").bytes()));
			}
			catch (HandshakeException ex) {
				assertThat(text(ex.refusal().toResponse())).doesNotContain("pr0be");
				assertThat(ex.getMessage()).doesNotContain("pr0be");
			}
		}
	}

	private static String text(byte[] response) {
		return new String(response, StandardCharsets.ISO_8859_1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/chat", "/chat?a=b", "http://localhost/chat", "wss://localhost:443" })
	void aTargetIsAPathOrAnAbsoluteUri(String target) {
		assertThatCode(() -> OpeningHandshake.checkTarget(target)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "chat", "*", "localhost:80", "/chat#x", "/a b", "//chat", "/%2e%2e/chat",
			"ftp://localhost/chat", "http:///chat", "http://localhost:99999/chat" })
	void anythingElseIsNoTarget(String target) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> OpeningHandshake.checkTarget(target))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
	}

}
