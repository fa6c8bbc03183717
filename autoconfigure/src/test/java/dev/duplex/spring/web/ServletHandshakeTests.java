package dev.duplex.spring.web;

import java.net.InetSocketAddress;
import java.util.List;

import dev.duplex.engine.protocol.HandshakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletHandshake}.
 */
class ServletHandshakeTests {

	@Test
	void aRequestIsCopiedAsTheApplicationSeesIt() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/shop/rooms/a%20b");
		request.setQueryString("q=1");
		request.setSecure(true);
		request.setServerName("WWW.Example.com");
		request.setServerPort(8443);
		request.setRemoteAddr("192.0.2.1");
		request.setRemotePort(4711);
		request.addHeader("X-Many", "1");
		request.addHeader("X-Many", "2");
		HandshakeRequest copy = ServletHandshake.copy(request);
		request.addHeader("X-Many", "3");
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
	void thePathIsThatWithinTheApplication() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/shop/rooms/a%20b");
		assertThat(ServletHandshake.pathWithinApplication(request)).isEqualTo("/shop/rooms/a%20b");
		request.setContextPath("/shop");
		assertThat(ServletHandshake.pathWithinApplication(request)).isEqualTo("/rooms/a%20b");
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1,192.0.2.1", "::1,0:0:0:0:0:0:0:1", "[2001:db8::1],2001:db8:0:0:0:0:0:1" })
	void addressesAreTakenLiterally(String address, String expected) {
		InetSocketAddress result = ServletHandshake.remoteAddress(address, 80);
		assertThat(result.isUnresolved()).isFalse();
		assertThat(result.getAddress().getHostAddress()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "_hidden", "localhost", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a:b", "" })
	void whatIsNoAddressIsNeverLookedUp(String address) {
		InetSocketAddress result = ServletHandshake.remoteAddress(address, -1);
		assertThat(result.isUnresolved()).isTrue();
		assertThat(result.getHostString()).isEqualTo(address);
		assertThat(result.getPort()).isZero();
	}

}
