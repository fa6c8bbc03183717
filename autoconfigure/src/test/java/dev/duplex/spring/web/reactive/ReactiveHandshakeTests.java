package dev.duplex.spring.web.reactive;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import dev.duplex.engine.protocol.HandshakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveHandshake}.
 */
class ReactiveHandshakeTests {

	private static HandshakeRequest copy(MockServerHttpRequest.BaseBuilder<?> request) {
		return ReactiveHandshake.copy(MockServerWebExchange.from(request));
	}

	@Test
	void aRequestIsCopiedAsTheApplicationSeesIt() {
		HandshakeRequest copy = copy(MockServerHttpRequest
			.method(HttpMethod.GET, URI.create("https://WWW.Example.com:8443/shop/rooms/a%20b?q=1"))
			.header("Host", "www.example.com:8443")
			.header("X-Many", "1", "2")
			.remoteAddress(new InetSocketAddress("192.0.2.1", 4711)));
		assertThat(copy.method()).isEqualTo("GET");
		assertThat(copy.path()).isEqualTo("/shop/rooms/a%20b");
		assertThat(copy.query()).isEqualTo("q=1");
		assertThat(copy.isSecure()).isTrue();
		assertThat(copy.serverName()).isEqualTo("www.example.com");
		assertThat(copy.serverPort()).isEqualTo(8443);
		assertThat(copy.remoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.1", 4711));
		assertThat(copy.headers("x-many")).isEqualTo(List.of("1", "2"));
	}

	@Test
	void aPortThatIsNotNamedIsTheSchemes() {
		assertThat(copy(MockServerHttpRequest.get("http://a/").header("Host", "a")).serverPort()).isEqualTo(80);
		assertThat(copy(MockServerHttpRequest.get("https://a/").header("Host", "a")).serverPort()).isEqualTo(443);
	}

	@Test
	void aPeerMayHaveNoAddress() {
		HandshakeRequest copy = copy(MockServerHttpRequest.get("http://a/").header("Host", "a"));
		assertThat(copy.remoteAddress().isUnresolved()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[", "a:b", "a:99999", ":80", "a b", "a/b", "a?b", "u@a", "a#b" })
	void aMalformedHostNamesNoServer(String host) {
		assertThat(copy(MockServerHttpRequest.get("http://a/").header("Host", host)).serverName()).isEmpty();
	}

	@Test
	void twoHostsOrNoneNameNoServer() {
		assertThat(copy(MockServerHttpRequest.get("http://a/")).serverName()).isEmpty();
		assertThat(copy(MockServerHttpRequest.get("http://a/").header("Host", "a", "a")).serverName()).isEmpty();
	}

}
