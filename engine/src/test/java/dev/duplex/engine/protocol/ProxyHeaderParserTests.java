package dev.duplex.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.ProxyHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ProxyHeaderParser} (HAProxy's {@code doc/proxy-protocol.txt}).
 */
class ProxyHeaderParserTests {

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#valid")
	void readsHeadersWhereverTheyAreCut(ProxyHeaders.Valid valid) {
		byte[] withMore = join(valid.bytes(), "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
		assertThat(Pieces.everyWay(withMore)).allSatisfy((pieces) -> {
			ProxyHeaderParser parser = new ProxyHeaderParser();
			ByteArrayOutputStream rest = new ByteArrayOutputStream();
			ProxyHeader header = null;
			for (byte[] piece : pieces) {
				ByteBuffer in = ByteBuffer.wrap(piece);
				if (header == null) {
					header = parser.parse(in);
				}
				rest.write(piece, in.position(), in.remaining());
			}
			assertThat(show(header)).isEqualTo(valid.meaning());
			assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("GET / HTTP/1.1");
		});
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#valid")
	void asksForMoreUntilTheHeaderIsComplete(ProxyHeaders.Valid valid) {
		byte[] bytes = valid.bytes();
		ProxyHeaderParser parser = new ProxyHeaderParser();
		for (int i = 0; i < bytes.length - 1; i++) {
			assertThat(parser.parse(ByteBuffer.wrap(bytes, i, 1))).isNull();
		}
		assertThat(parser.parse(ByteBuffer.wrap(bytes, bytes.length - 1, 1))).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("dev.duplex.engine.tck.ProxyHeaders#invalid")
	void refusesAllElseWhereverItIsCut(ProxyHeaders.Invalid invalid) {
		assertThat(Pieces.everyWay(invalid.bytes())).allSatisfy((pieces) -> {
			ProxyHeaderParser parser = new ProxyHeaderParser();
			assertThatExceptionOfType(InvalidProxyHeaderException.class)
				.isThrownBy(() -> pieces.forEach((piece) -> parser.parse(ByteBuffer.wrap(piece))));
		});
	}

	static Stream<byte[]> otherProtocols() {
		return Stream.of("GET / HTTP/1.1\r\n", "\r\n\r\n\r\n", "PRI * HTTP/2.0\r\n", "PROXY\t", "proxy ", "SSH-2.0")
			.map((text) -> text.getBytes(StandardCharsets.US_ASCII));
	}

	@ParameterizedTest
	@MethodSource("otherProtocols")
	void refusesOtherProtocolsAtTheFirstByteThatDiffers(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		assertThatExceptionOfType(InvalidProxyHeaderException.class)
			.isThrownBy(() -> new ProxyHeaderParser().parse(in));
		assertThat(in.position()).isLessThanOrEqualTo(6);
	}

	@Test
	void refusesTlsAtItsFirstByte() {
		ByteBuffer in = ByteBuffer.wrap(Hex.bytes("16 03 01 02 00"));
		assertThatExceptionOfType(InvalidProxyHeaderException.class)
			.isThrownBy(() -> new ProxyHeaderParser().parse(in));
		assertThat(in.position()).isEqualTo(1);
	}

	@Test
	void boundsALineAsItArrives() {
		ProxyHeaderParser parser = new ProxyHeaderParser();
		assertThat(parser.parse(ascii("PROXY UNKNOWN " + "x".repeat(92)))).isNull();
		assertThatExceptionOfType(InvalidProxyHeaderException.class).isThrownBy(() -> parser.parse(ascii("x")))
			.withMessage("line too long");
	}

	@Test
	void takesTheLongestLineThereIs() {
		String line = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n";
		assertThat(new ProxyHeaderParser().parse(ascii(line))).isEqualTo(new ProxyHeader(null, false));
		String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
		assertThat(new ProxyHeaderParser().parse(ascii(longest))).isEqualTo(new ProxyHeader(null, false));
	}

	@Test
	void refusesALengthThatNobodyNeedsBeforeItsBytesArrive() {
		ProxyHeaderParser parser = new ProxyHeaderParser();
		assertThatExceptionOfType(InvalidProxyHeaderException.class)
			.isThrownBy(() -> parser.parse(ByteBuffer.wrap(Hex.bytes(ProxyHeaders.SIGNATURE + " 21 11 10 01"))))
			.withMessage("header too long");
	}

	@Test
	void tellsNoByteOfThePeers() {
		assertThat(ProxyHeaders.invalid())
			.allSatisfy((invalid) -> assertThatExceptionOfType(InvalidProxyHeaderException.class)
				.isThrownBy(() -> new ProxyHeaderParser().parse(ByteBuffer.wrap(invalid.bytes())))
				.withMessageMatching("[a-zA-Z -]+")
				.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty()));
	}

	private static ByteBuffer ascii(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] join(byte[] first, byte[] second) {
		return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
	}

	private static String show(@Nullable ProxyHeader header) {
		if (header == null) {
			return "incomplete";
		}
		InetSocketAddress source = header.source();
		String shown = (source == null) ? "nobody" : source.getAddress().getHostAddress() + " " + source.getPort();
		return shown + (header.secure() ? " secure" : "");
	}

}
