package dev.duplex.engine.tck;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Headers of the PROXY protocol, valid and invalid.
 */
public final class ProxyHeaders {

	/** What version 2 begins with. */
	public static final String SIGNATURE = "0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A";

	private static final String IPV4 = " C0 00 02 01 0A 00 00 01 12 67 01 BB";

	private static final String IPV6 = " 20 01 0D B8 00*11 01 FD 00*14 01 12 67 01 BB";

	private ProxyHeaders() {
	}

	/**
	 * A header that is taken.
	 *
	 * @param name what it is
	 * @param bytes its bytes
	 * @param meaning the source's address and port, or {@code nobody}; and whether it is
	 * {@code secure}
	 */
	public record Valid(String name, byte[] bytes, String meaning) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Bytes that are no header.
	 *
	 * @param name what is wrong
	 * @param bytes the bytes
	 */
	public record Invalid(String name, byte[] bytes) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Headers that are taken.
	 * @return the headers
	 */
	public static List<Valid> valid() {
		return List.of(line("TCP4 192.0.2.1 10.0.0.1 4711 443", "192.0.2.1 4711"),
				line("TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255 65535"),
				line("TCP4 0.0.0.0 0.0.0.0 0 0", "0.0.0.0 0"),
				line("TCP6 2001:db8::1 fd00::1 4711 443", "2001:db8:0:0:0:0:0:1 4711"),
				line("TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
						"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535"),
				line("TCP6 ::ffff:192.0.2.1 ::1 4711 443", "192.0.2.1 4711"), line("UNKNOWN", "nobody"),
				line("UNKNOWN whatever there  is", "nobody"), binary("IPv4", "21 11 00 0C" + IPV4, "192.0.2.1 4711"),
				binary("IPv6", "21 21 00 24" + IPV6, "2001:db8:0:0:0:0:0:1 4711"),
				binary("IPv4 in IPv6", "21 21 00 24 00*10 FF FF C0 00 02 01 00*16 12 67 01 BB", "192.0.2.1 4711"),
				binary("LOCAL", "20 00 00 00", "nobody"),
				binary("LOCAL with addresses", "20 11 00 0C" + IPV4, "nobody"),
				binary("LOCAL of a family that is none", "20 FF 00 02 AA BB", "nobody"),
				binary("LOCAL with too little for its family", "20 11 00 01 AA", "nobody"),
				binary("UNSPEC", "21 00 00 00", "nobody"), binary("UNSPEC with more", "21 00 00 03 01 02 03", "nobody"),
				binary("AF_UNIX", "21 31 00 D8 2F*108 2F*108", "nobody"),
				binary("datagrams", "21 12 00 0C" + IPV4, "nobody"),
				binary("a vector", "21 11 00 14" + IPV4 + " 04 00 05 00*5", "192.0.2.1 4711"),
				binary("an empty vector at the end", "21 11 00 0F" + IPV4 + " 20 00 00", "192.0.2.1 4711"),
				binary("a client with TLS", "21 11 00 17" + IPV4 + " 20 00 05 01 00 00 00 00 04 00 00",
						"192.0.2.1 4711 secure"),
				binary("a client without TLS", "21 11 00 14" + IPV4 + " 20 00 05 00 00 00 00 00", "192.0.2.1 4711"),
				binary("TLS behind another vector", "21 21 00 2F" + IPV6 + " 02 00 00 20 00 05 07 00 00 00 00",
						"2001:db8:0:0:0:0:0:1 4711 secure"),
				binary("as long as may be", "21 11 10 00" + IPV4 + " 04 0F F1 00*4081", "192.0.2.1 4711"));
	}

	/**
	 * Bytes that are no header.
	 * @return the bytes
	 */
	public static List<Invalid> invalid() {
		Stream<Invalid> lines = Stream
			.of("", "TCP4", "TCP5 192.0.2.1 10.0.0.1 4711 443", "tcp4 192.0.2.1 10.0.0.1 4711 443",
					"TCP4 192.0.2.1 10.0.0.1 4711", "TCP4 192.0.2.1 10.0.0.1 4711 443 1",
					"TCP4  192.0.2.1 10.0.0.1 4711 443", "TCP4 192.0.2.1 10.0.0.1 4711 443 ",
					"TCP4 192.0.2.1\t10.0.0.1 4711 443", "TCP4 192.0.2.256 10.0.0.1 4711 443",
					"TCP4 192.0.2.1 10.0.0.256 4711 443", "TCP4 192.0.2.1 10.0.0.1 65536 443",
					"TCP4 192.0.2.1 10.0.0.1 4711 -1", "TCP4 192.0.2.1 10.0.0.1 4711 ", "TCP4 localhost ::1 4711 443",
					"TCP4 2001:db8::1 fd00::1 4711 443", "TCP6 192.0.2.1 10.0.0.1 4711 443",
					"TCP6 [2001:db8::1] fd00::1 4711 443", "UNKNOWNS", "TCP4 192.0.2.1 10.0.0.1 4711 443\r")
			.map((line) -> invalid("PROXY " + line + "\r\n"));
		Stream<Invalid> texts = Stream
			.of("GET / HTTP/1.1\r\n", "PROXY TCP4 192.0.2.1 10.0.0.1 4711 443\n",
					"PROXY UNKNOWN " + "x".repeat(100) + "\r\n", "PROXI TCP4 192.0.2.1 10.0.0.1 4711 443\r\n",
					" PROXY TCP4 192.0.2.1 10.0.0.1 4711 443\r\n", "\r\nPROXY TCP4 192.0.2.1 10.0.0.1 4711 443\r\n")
			.map(ProxyHeaders::invalid);
		Stream<Invalid> binaries = Stream
			.of("11 11 00 0C" + IPV4, "31 11 00 0C" + IPV4, "22 11 00 0C" + IPV4, "2F 00 00 00", "21 41 00 0C" + IPV4,
					"21 13 00 0C" + IPV4, "21 11 00 0B" + IPV4, "21 21 00 0C" + IPV4, "21 11 00 0D" + IPV4 + " 04",
					"21 11 00 0E" + IPV4 + " 04 00", "21 11 00 0F" + IPV4 + " 04 00 01",
					"21 11 00 14" + IPV4 + " 04 00 06 00*5", "21 11 FF FF" + IPV4)
			.map((rest) -> new Invalid(rest, Hex.bytes(SIGNATURE + " " + rest)));
		Stream<Invalid> signatures = Stream
			.of("0D 0A 0D 0A 00 0D 0A 51 55 49 54 0D 21 11 00 0C" + IPV4, "0D 0A 0D 0A 0D 0A", "16 03 01 02 00", "00")
			.map((bytes) -> new Invalid(bytes, Hex.bytes(bytes)));
		return Stream.of(lines, texts, binaries, signatures).flatMap((some) -> some).toList();
	}

	private static Valid line(String line, String meaning) {
		return new Valid(line, ("PROXY " + line + "\r\n").getBytes(StandardCharsets.US_ASCII), meaning);
	}

	private static Valid binary(String name, String rest, String meaning) {
		return new Valid(name, Hex.bytes(SIGNATURE + " " + rest), meaning);
	}

	private static Invalid invalid(String text) {
		return new Invalid(text.replace("\r", "\\r").replace("\n", "\\n"), text.getBytes(StandardCharsets.US_ASCII));
	}

}
