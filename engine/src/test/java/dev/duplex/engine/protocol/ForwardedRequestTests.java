package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is believed of {@code Forwarded} (RFC 7239) and {@code X-Forwarded-…}: by
 * {@link ForwardedRequest} in {@link RequestHeadParser}. The trusted proxies are
 * 10.0.0.0/8 and fd00::/8; the peer is 10.0.0.1 unless told otherwise.
 */
class ForwardedRequestTests {

	private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

	/** The headers, between bars, and what they come to. */
	private record Case(String headers, String expected) {

		@Override
		public String toString() {
			return this.headers;
		}

	}

	static final List<Case> X_FORWARDED = List.of(new Case("", "10.0.0.1 plain www.example.com:80"),
			// The address
			new Case("X-Forwarded-For: 192.0.2.1", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 192.0.2.1:4711", "192.0.2.1:4711 plain www.example.com:80"),
			new Case("X-Forwarded-For: 2001:db8::1", "2001:db8:0:0:0:0:0:1 plain www.example.com:80"),
			new Case("X-Forwarded-For: [2001:db8::1]:4711", "2001:db8:0:0:0:0:0:1:4711 plain www.example.com:80"),
			new Case("x-forwarded-for:\t192.0.2.1 ", "192.0.2.1 plain www.example.com:80"),
			// Chains: from the right as long as the one who speaks is trusted
			new Case("X-Forwarded-For: 192.0.2.1, 10.0.0.2", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 192.0.2.1, 10.0.0.3, fd00::2", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 192.0.2.1|X-Forwarded-For: 10.0.0.2", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 10.0.0.9, 10.0.0.2", "10.0.0.9 plain www.example.com:80"),
			// What a client made up
			new Case("X-Forwarded-For: 198.51.100.7, 192.0.2.1", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 10.0.0.9, 192.0.2.1, 10.0.0.2", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 198.51.100.7|X-Forwarded-For: 192.0.2.1", "192.0.2.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 198.51.100.7, unknown", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: 198.51.100.7, unknown, 10.0.0.2", "10.0.0.2 plain www.example.com:80"),
			// Malformed: believed are neither it nor what is left of it
			new Case("X-Forwarded-For: 192.0.2.1, 10.0.0.999", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: evil.example", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: \"192.0.2.1\"", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-For:", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-For: , 192.0.2.1, ,", "192.0.2.1 plain www.example.com:80"),
			// The scheme, and its default port
			new Case("X-Forwarded-Proto: https", "10.0.0.1 secure www.example.com:443"),
			new Case("X-Forwarded-Proto: WSS", "10.0.0.1 secure www.example.com:443"),
			new Case("X-Forwarded-Proto: http", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Proto: https, http", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Proto: http|X-Forwarded-Proto: https", "10.0.0.1 secure www.example.com:443"),
			new Case("X-Forwarded-Proto: httpss", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Proto: ", "10.0.0.1 plain www.example.com:80"),
			// Host and port
			new Case("X-Forwarded-Host: Chat.example.com", "10.0.0.1 plain chat.example.com:80"),
			new Case("X-Forwarded-Host: chat.example.com:8080", "10.0.0.1 plain chat.example.com:8080"),
			new Case("X-Forwarded-Host: [2001:db8::1]:8080", "10.0.0.1 plain [2001:db8::1]:8080"),
			new Case("X-Forwarded-Host: evil.example, chat.example.com", "10.0.0.1 plain chat.example.com:80"),
			new Case("X-Forwarded-Host: chat example", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Host: chat.example.com:99999", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Host: user@chat.example.com", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Port: 8443", "10.0.0.1 plain www.example.com:8443"),
			new Case("X-Forwarded-Port: 1, 8443", "10.0.0.1 plain www.example.com:8443"),
			new Case("X-Forwarded-Host: chat.example.com:8080|X-Forwarded-Port: 8443",
					"10.0.0.1 plain chat.example.com:8443"),
			new Case("X-Forwarded-Port: 0", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Port: 65536", "10.0.0.1 plain www.example.com:80"),
			new Case("X-Forwarded-Port: -1", "10.0.0.1 plain www.example.com:80"),
			// All together, beside a header of the other kind
			new Case(
					"Forwarded: for=198.51.100.7;proto=http;host=evil.example|X-Forwarded-For: 192.0.2.1"
							+ "|X-Forwarded-Proto: https|X-Forwarded-Host: chat.example.com|X-Forwarded-Port: 443",
					"192.0.2.1 secure chat.example.com:443"));

	static final List<Case> FORWARDED = List.of(new Case("", "10.0.0.1 plain www.example.com:80"),
			// RFC 7239 sections 4 and 6
			new Case("Forwarded: for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60 plain www.example.com:80"),
			new Case("Forwarded: For=\"[2001:db8:cafe::17]:4711\"",
					"2001:db8:cafe:0:0:0:0:17:4711 plain www.example.com:80"),
			new Case("Forwarded: for=\"192.0.2.43:47011\"", "192.0.2.43:47011 plain www.example.com:80"),
			new Case("Forwarded: for=\"192.0.2.43:_gazonk\"", "192.0.2.43 plain www.example.com:80"),
			new Case("Forwarded: for=\"\\1\\9\\2.0.2.43\"", "192.0.2.43 plain www.example.com:80"),
			new Case("Forwarded: for=192.0.2.43;proto=https;host=chat.example.com",
					"192.0.2.43 secure chat.example.com:443"),
			new Case("Forwarded: HOST=\"chat.example.com:8443\";PROTO=HTTPS;FOR=192.0.2.43",
					"192.0.2.43 secure chat.example.com:8443"),
			new Case("Forwarded: for=192.0.2.43;secret=x;ext=\"a,b;c\"", "192.0.2.43 plain www.example.com:80"),
			// What proxies send although they should not
			new Case("Forwarded: for=192.0.2.43; proto=https ;host=chat.example.com:8443",
					"192.0.2.43 secure chat.example.com:8443"),
			new Case("Forwarded: for=[2001:db8::1]:4711", "2001:db8:0:0:0:0:0:1:4711 plain www.example.com:80"),
			new Case("Forwarded: ;for=192.0.2.43;;", "192.0.2.43 plain www.example.com:80"),
			// Chains: each element tells of the one before
			new Case("Forwarded: for=192.0.2.43;proto=https, for=10.0.0.2;proto=http",
					"192.0.2.43 secure www.example.com:443"),
			new Case(
					"Forwarded: for=192.0.2.43;proto=https;host=chat.example.com"
							+ "|Forwarded: for=10.0.0.2;proto=http;host=inner.local",
					"192.0.2.43 secure chat.example.com:443"),
			new Case("Forwarded: for=192.0.2.43, for=10.0.0.2;proto=https;host=chat.example.com",
					"192.0.2.43 secure chat.example.com:443"),
			new Case("Forwarded: for=10.0.0.3, , for=10.0.0.2", "10.0.0.3 plain www.example.com:80"),
			// What a client made up
			new Case("Forwarded: for=198.51.100.7;proto=https;host=evil.example, for=192.0.2.43;proto=http",
					"192.0.2.43 plain www.example.com:80"),
			new Case("Forwarded: for=198.51.100.7;proto=https|Forwarded: for=192.0.2.43",
					"192.0.2.43 plain www.example.com:80"),
			new Case("Forwarded: for=198.51.100.7;proto=https, for=unknown;proto=http",
					"10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=198.51.100.7, for=_hidden, for=10.0.0.2", "10.0.0.2 plain www.example.com:80"),
			new Case("Forwarded: for=198.51.100.7;proto=https, proto=http", "10.0.0.1 plain www.example.com:80"),
			// A quote left open must not swallow what the proxy adds, and then count
			new Case("Forwarded: for=198.51.100.7;proto=https;x=\", for=\"[2001:db8::1]\"",
					"10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=\"198.51.100.7, for=192.0.2.43", "10.0.0.1 plain www.example.com:80"),
			// Malformed: believed are neither the line nor those before
			new Case("Forwarded: for=198.51.100.7|Forwarded: for=|Forwarded: for=10.0.0.2",
					"10.0.0.2 plain www.example.com:80"),
			new Case("Forwarded: for=192.0.2.43;for=192.0.2.44", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=192.0.2.43;FOR=192.0.2.43", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for 192.0.2.43", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for= 192.0.2.43", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: =192.0.2.43", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=192.0.2.43 proto=https", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=\"192.0.2.43\"x", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=\"192.0.2.43\\", "10.0.0.1 plain www.example.com:80"),
			new Case("Forwarded: for=192.0.2.43;host=\"chat example\";proto=ftp",
					"192.0.2.43 plain www.example.com:80"),
			new Case("Forwarded: for=\"\"", "10.0.0.1 plain www.example.com:80"),
			// All of the other kind
			new Case("X-Forwarded-For: 198.51.100.7|X-Forwarded-Proto: https|X-Forwarded-Host: evil.example"
					+ "|X-Forwarded-Port: 1|Forwarded: for=192.0.2.43", "192.0.2.43 plain www.example.com:80"));

	@ParameterizedTest
	@FieldSource("X_FORWARDED")
	void xForwarded(Case given) {
		assertThat(show("10.0.0.1", false, ForwardedHeaders.X_FORWARDED, given.headers())).isEqualTo(given.expected());
	}

	@ParameterizedTest
	@FieldSource("FORWARDED")
	void forwarded(Case given) {
		assertThat(show("10.0.0.1", false, ForwardedHeaders.FORWARDED, given.headers())).isEqualTo(given.expected());
	}

	static Stream<String> headers() {
		return Stream.concat(X_FORWARDED.stream(), FORWARDED.stream()).map(Case::headers);
	}

	@Test
	void ofAPeerThatIsNotTrustedNothingIsBelieved() {
		assertThat(headers()).allSatisfy((headers) -> {
			assertThat(show("192.0.2.9", false, ForwardedHeaders.X_FORWARDED, headers))
				.isEqualTo("192.0.2.9 plain www.example.com:80");
			assertThat(show("192.0.2.9", true, ForwardedHeaders.FORWARDED, headers))
				.isEqualTo("192.0.2.9 secure www.example.com:443");
		});
	}

	@Test
	void withoutAKindOfHeadersNothingIsBelieved() {
		assertThat(headers())
			.allSatisfy((headers) -> assertThat(show("10.0.0.1", false, ForwardedHeaders.NONE, headers))
				.isEqualTo("10.0.0.1 plain www.example.com:80"));
	}

	@ParameterizedTest
	@CsvSource({ "X_FORWARDED,X-Forwarded-Proto: http", "FORWARDED,Forwarded: proto=http" })
	void aProxyThatSpeaksTlsWithUsMayTellOfAClientThatDoesNot(ForwardedHeaders kind, String header) {
		assertThat(show("10.0.0.1", true, kind, header)).isEqualTo("10.0.0.1 plain www.example.com:80");
		assertThat(show("10.0.0.1", true, kind, "X: y")).isEqualTo("10.0.0.1 secure www.example.com:443");
	}

	@Test
	void thePortInTheHostHeaderStays() {
		RawRequest request = RawRequest.handshake("/")
			.replace("Host: www.example.com:8443")
			.with("X-Forwarded-Proto: https");
		assertThat(parse(request, "10.0.0.1", false, ForwardedHeaders.X_FORWARDED).serverPort()).isEqualTo(8443);
	}

	@Test
	void theOriginIsThatOfThePublicHost() {
		RawRequest request = RawRequest.handshake("/")
			.with("Origin: https://chat.example.com")
			.with("X-Forwarded-Proto: https")
			.with("X-Forwarded-Host: chat.example.com");
		OriginPolicy policy = OriginPolicy.sameOrigin();
		assertThat(policy.allows(parse(request, "10.0.0.1", false, ForwardedHeaders.X_FORWARDED))).isTrue();
		assertThat(policy.allows(parse(request, "192.0.2.9", false, ForwardedHeaders.X_FORWARDED))).isFalse();
	}

	@Test
	void manyHopsTakeNoTime() {
		String hops = "X-Forwarded-For: " + "10.0.0.2,".repeat(100_000);
		assertThat(show("10.0.0.1", false, ForwardedHeaders.X_FORWARDED, hops))
			.isEqualTo("10.0.0.2 plain www.example.com:80");
		String elements = "Forwarded: " + "for=10.0.0.2,".repeat(100_000);
		assertThat(show("10.0.0.1", false, ForwardedHeaders.FORWARDED, elements))
			.isEqualTo("10.0.0.2 plain www.example.com:80");
	}

	private static String show(String peer, boolean secure, ForwardedHeaders kind, String headers) {
		RawRequest request = RawRequest.handshake("/").replace("Host: www.example.com");
		for (String header : headers.split("\\|")) {
			request = header.isEmpty() ? request : request.with(header);
		}
		HandshakeRequest parsed = parse(request, peer, secure, kind);
		InetSocketAddress client = parsed.remoteAddress();
		return client.getAddress().getHostAddress()
				+ ((client.getPort() > 0 && client.getPort() != 40_000) ? ":" + client.getPort() : "")
				+ (parsed.isSecure() ? " secure " : " plain ") + parsed.serverName() + ":" + parsed.serverPort();
	}

	private static HandshakeRequest parse(RawRequest request, String peer, boolean secure, ForwardedHeaders kind) {
		RequestHeadParser parser = new RequestHeadParser(4_096, 4 << 20, 100);
		assertThat(parser.parse(ByteBuffer.wrap(request.bytes()))).isTrue();
		InetAddress address = IpAddress.parse(peer);
		assertThat(address).isNotNull();
		return parser.request(secure, new InetSocketAddress(address, 40_000), TRUSTED, kind);
	}

}
