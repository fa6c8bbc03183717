package dev.duplex.engine.protocol;

import java.util.List;

import dev.duplex.engine.tck.RawRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link OriginPolicy} (RFC 6455 section 10.2).
 */
class OriginPolicyTests {

	private static final OriginPolicy EXAMPLE = OriginPolicy.sameOrigin()
		.allow(List.of("https://app.example.com", "https://*.example.com"));

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "HTTPS://APP.EXAMPLE.COM", "https://app.example.com:443",
			"https://other.example.com", "https://a.b.example.com" })
	void allowsWhatIsListed(String origin) {
		assertThat(EXAMPLE.allows(request("localhost", origin))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com.evil.test", "https://evilexample.com", "https://app.example.com.",
			"http://app.example.com", "https://app.example.com:8443", "null", "", "https://example.com",
			"app.example.com", "https://", "://app.example.com", "https://app.example.com/",
			"https://app.example.com/path", "https://app.example.com#", "https://app.example.com@evil.test",
			"https://evil.test@app.example.com", "https://evil.test/.example.com", "https://evil.test?.example.com",
			"https://evil.test\\.example.com", "https://app.example.com https://evil.test",
			"https://app.example.com,https://evil.test", "https://app.example.com:", "https://app.example.com:443:443",
			"https://*.example.com", "file://", "https://.example.com" })
	void refusesWhatIsNotListed(String origin) {
		assertThat(EXAMPLE.allows(request("localhost", origin))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "localhost, http://localhost", "localhost, http://localhost:80",
			"localhost:8080, http://localhost:8080", "LOCALHOST:8080, http://localhost:8080",
			"[::1]:8080, http://[::1]:8080", "127.0.0.1, http://127.0.0.1" })
	void allowsTheRequestsOwnOrigin(String host, String origin) {
		assertThat(OriginPolicy.sameOrigin().allows(request(host, origin))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "localhost, https://localhost", "localhost, http://localhost:8080", "localhost:8080, http://localhost",
			"localhost, http://localhost.evil.test", "localhost, http://127.0.0.1", "localhost, null",
			"a.test, ws://a.test" })
	void refusesOtherOriginsByDefault(String host, String origin) {
		assertThat(OriginPolicy.sameOrigin().allows(request(host, origin))).isFalse();
	}

	@Test
	void allowsClientsThatAreNoBrowsersUnlessOriginsAreRequired() {
		assertThat(OriginPolicy.sameOrigin().allows(request("localhost", null))).isTrue();
		assertThat(OriginPolicy.sameOrigin().requireOrigin().allows(request("localhost", null))).isFalse();
		assertThat(OriginPolicy.sameOrigin().requireOrigin().allow(List.of("*")).allows(request("localhost", null)))
			.isFalse();
		assertThat(OriginPolicy.sameOrigin().requireOrigin().allows(request("localhost", "http://localhost"))).isTrue();
	}

	@Test
	void allowsEveryOriginWhenAskedTo() {
		OriginPolicy any = OriginPolicy.sameOrigin().allow(List.of("*"));
		assertThat(any.allows(request("localhost", "https://evil.test"))).isTrue();
		assertThat(any.allows(request("localhost", "null"))).isTrue();
	}

	@Test
	void countsTheSiblingPortAsTheSameOrigin() {
		OriginPolicy policy = OriginPolicy.sameOrigin().withSiblingPort(() -> 8080);
		assertThat(policy.allows(request("localhost:9090", "http://localhost:8080"))).isTrue();
		assertThat(policy.allows(request("localhost:9090", "http://localhost:9090"))).isTrue();
		assertThat(policy.allows(request("localhost:9090", "http://localhost:8081"))).isFalse();
		assertThat(policy.allows(request("localhost:9090", "https://localhost:8080"))).isFalse();
		assertThat(policy.allows(request("localhost:9090", "http://other:8080"))).isFalse();
	}

	@Test
	void allowsSchemesOfExtensionsByTheirExactName() {
		OriginPolicy policy = OriginPolicy.sameOrigin().allow(List.of("chrome-extension://abcdef"));
		assertThat(policy.allows(request("localhost", "chrome-extension://abcdef"))).isTrue();
		assertThat(policy.allows(request("localhost", "chrome-extension://abcdeg"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "https://", "https://*", "https://a.*.com", "https://*.*.com",
			"https://example.com/", "https://exa mple.com", "https://*example.com", "https://example.com:x" })
	void refusesMalformedConfiguration(String origin) {
		assertThatIllegalArgumentException().isThrownBy(() -> OriginPolicy.sameOrigin().allow(List.of(origin)));
	}

	private static HandshakeRequest request(String host, @Nullable String origin) {
		RawRequest request = RawRequest.handshake("/").replace("Host: " + host);
		return Requests.parse((origin != null) ? request.with("Origin: " + origin) : request);
	}

}
