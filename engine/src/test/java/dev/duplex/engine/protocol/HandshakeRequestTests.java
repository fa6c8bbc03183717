package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HandshakeRequest} (RFC 6455 section 4.1).
 */
class HandshakeRequestTests {

	@Test
	void decodesQueryParameters() {
		assertThat(parameters("a=1&b=%C3%A9+x&a=2&c&=d&e="))
			.isEqualTo(Map.of("a", List.of("1", "2"), "b", List.of("\u00E9 x"), "c", List.of(""), "e", List.of("")));
		assertThat(parameters("a=%zz&b=1&%=2")).isEqualTo(Map.of("b", List.of("1")));
		assertThat(Requests.parse(RawRequest.handshake("/")).queryParameters()).isEmpty();
	}

	@Test
	void requestsShareTheLinesThatAllOfThemHaveAndLeaveTheOthersAlone() {
		List<Header> sent = List.of(new Header("Upgrade", "websocket"), new Header("upgrade", "websocket"),
				new Header("Connection", "Upgrade"), new Header("sec-websocket-version", "13"),
				new Header("SEC-WEBSOCKET-KEY", "x"), new Header("Upgrade", "WebSocket"));
		List<Header> one = request(sent).headers();
		assertThat(one).isEqualTo(sent);
		List<Header> other = request(sent.stream()
			.map((header) -> new Header(String.valueOf(header.name().toCharArray()),
					String.valueOf(header.value().toCharArray())))
			.toList()).headers();
		for (int i = 0; i < 4; i++) {
			assertThat(other.get(i)).isSameAs(one.get(i));
		}
		assertThat(other.get(5).name()).isSameAs(one.get(5).name());
	}

	private static HandshakeRequest request(List<Header> headers) {
		return new HandshakeRequest("GET", "/", null, headers, false, "localhost", 80,
				InetSocketAddress.createUnresolved("localhost", 1));
	}

	@Test
	void joinsSubprotocolsOfSeveralLinesInOrder() {
		HandshakeRequest request = Requests
			.parse(RawRequest.handshake("/").with("Sec-WebSocket-Protocol: c,a").with("sec-websocket-protocol:\tb"));
		assertThat(request.subprotocols()).containsExactly("c", "a", "b");
	}

	@Test
	void isACopy() {
		List<Header> headers = new ArrayList<>(List.of(new Header("X", "1")));
		HandshakeRequest request = new HandshakeRequest("GET", "/", null, headers, true, "host", 443, Requests.PEER);
		headers.clear();
		assertThat(request.headers()).containsExactly(new Header("X", "1"));
		assertThat(request.isSecure()).isTrue();
	}

	@Test
	void namesItselfWithoutSecrets() {
		assertThat(Requests.parse(RawRequest.handshake("/a?token=secret").with("Authorization: secret")))
			.hasToString("GET /a");
	}

	private static Map<String, List<String>> parameters(String query) {
		return Requests.parse(RawRequest.handshake("/?" + query)).queryParameters();
	}

}
