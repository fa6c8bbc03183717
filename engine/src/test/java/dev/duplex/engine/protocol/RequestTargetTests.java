package dev.duplex.engine.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link RequestTarget} (RFC 9112 section 3.2).
 */
class RequestTargetTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "/, /, -, -", "/a/b, /a/b, -, -", "/a/, /a/, -, -", "/a?, /a, '', -",
			"/a?b=c/d//e?f, /a, b=c/d//e?f, -", "/%C3%A9, /%C3%A9, -, -", "/a%20b, /a%20b, -, -", "/...,/...,-, -",
			"/.a/b., /.a/b., -, -", "http://host, /, -, host", "http://host:81/a?b, /a, b, host:81",
			"WSS://Host/A, /A, -, Host", "https://[::1]:8443/a, /a, -, [::1]:8443", "ws://host?b, /, b, host" })
	void takesPathAndQueryAsSent(String target, String path, String query, String authority) {
		assertThat(RequestTarget.parse(target)).isEqualTo(new RequestTarget(authority, path, query));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "a", "a:80", "/a#b", "/a b", "/\u00E9", "/a\u007F", "/\t", "http:/a", "http://",
			"http:///a", "http://u@h/a", "http://h:x/a", "ftp://h/a", "//a", "/a//b", "/a//", "/.", "/..", "/a/.",
			"/a/..", "/./a", "/a/../b", "/a;b", "/a\\b", "/%", "/%1", "/%1g", "/%g1", "/%00", "/%1F", "/%7f", "/%2e",
			"/%2E%2e", "/%2f", "/%2F", "/%5c", "/%5C", "/%3b", "/%25", "/%0D%0A", "/%c0%ae", "/%C3", "/%C3/%A9",
			"/%ED%A0%80", "/%FF" })
	void refusesWhatCouldBeReadInTwoWays(String target) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> RequestTarget.parse(target))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
	}

	@Test
	void takesNoLongerForHostileTargets() {
		String slashes = "/a".repeat(2_000);
		long start = System.nanoTime();
		for (int i = 0; i < 50; i++) {
			RequestTarget.parse(slashes);
		}
		assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
	}

}
