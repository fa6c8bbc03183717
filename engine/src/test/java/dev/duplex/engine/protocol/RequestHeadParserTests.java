package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCases;
import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link RequestHeadParser} (RFC 9112 sections 2 to 5).
 */
class RequestHeadParserTests {

	@Test
	void readsMethodTargetAndHeaders() {
		HandshakeRequest request = Requests.parse(new RawRequest(List.of("GET /a/b?c=d&e HTTP/1.1",
				"Host: Example.com:81", "X-One:  1 ", "x-one: 2", "Cookie: a=b; c=d")));
		assertThat(request.method()).isEqualTo("GET");
		assertThat(request.path()).isEqualTo("/a/b");
		assertThat(request.query()).isEqualTo("c=d&e");
		assertThat(request.headers("X-ONE")).containsExactly("1", "2");
		assertThat(request.header("x-one")).isEqualTo("1");
		assertThat(request.header("cookie")).isEqualTo("a=b; c=d");
		assertThat(request.header("none")).isNull();
		assertThat(request.serverName()).isEqualTo("example.com");
		assertThat(request.serverPort()).isEqualTo(81);
		assertThat(request.remoteAddress()).isEqualTo(Requests.PEER);
		assertThat(request.isSecure()).isFalse();
	}

	@Test
	void leavesWhatFollowsTheHead() {
		byte[] head = RawRequest.handshake("/").bytes();
		ByteBuffer in = ByteBuffer.allocate(head.length + 3).put(head).put(Hex.bytes("89 80 00")).flip();
		assertThat(new RequestHeadParser(4_096, 8_192, 100).parse(in)).isTrue();
		assertThat(in.remaining()).isEqualTo(3);
	}

	@Test
	void asksForMoreUntilTheHeadIsComplete() {
		RequestHeadParser parser = new RequestHeadParser(4_096, 8_192, 100);
		byte[] head = RawRequest.handshake("/").bytes();
		for (int i = 0; i < head.length - 1; i++) {
			assertThat(parser.parse(ByteBuffer.wrap(head, i, 1))).isFalse();
		}
		assertThatIllegalStateException()
			.isThrownBy(() -> new RequestHeadParser(1, 1, 1).request(false, Requests.PEER));
		assertThat(parser.parse(ByteBuffer.wrap(head, head.length - 1, 1))).isTrue();
	}

	@Test
	void takesTheDefaultPortOfTheScheme() {
		RequestHeadParser plain = new RequestHeadParser(4_096, 8_192, 100);
		plain.parse(ByteBuffer.wrap(RawRequest.handshake("/").bytes()));
		assertThat(plain.request(false, Requests.PEER).serverPort()).isEqualTo(80);
		assertThat(plain.request(true, Requests.PEER).serverPort()).isEqualTo(443);
	}

	@Test
	void believesAnAbsoluteTargetRatherThanTheHostHeader() {
		HandshakeRequest request = Requests
			.parse(RawRequest.handshake("/").requestLine("GET http://Other.test:8081/a?b HTTP/1.1"));
		assertThat(request.serverName()).isEqualTo("other.test");
		assertThat(request.serverPort()).isEqualTo(8081);
		assertThat(request.path()).isEqualTo("/a");
		assertThat(request.query()).isEqualTo("b");
	}

	@Test
	void limitsTheRequestLineAsItArrives() {
		RequestHeadParser parser = new RequestHeadParser(20, 1_000, 10);
		parser.parse(bytes("GET /12345 HTTP/1.1\r\n"));
		refuses(new RequestHeadParser(20, 1_000, 10), "GET /1234567890123456", 414);
	}

	@Test
	void limitsTheHeaderBytesAsTheyArrive() {
		refuses(new RequestHeadParser(20, 9, 10), "GET / HTTP/1.1\r\nX: 12\r\nY: 123", 431);
		assertThat(new RequestHeadParser(20, 9, 10).parse(bytes("GET / HTTP/1.1\r\nX: 1\r\nY: 12\r\n\r\n"))).isTrue();
	}

	@Test
	void limitsTheHeaderCount() {
		assertThat(new RequestHeadParser(20, 99, 2).parse(bytes("GET / HTTP/1.1\r\nX: 1\r\nY: 2\r\n\r\n"))).isTrue();
		refuses(new RequestHeadParser(20, 99, 2), "GET / HTTP/1.1\r\nX: 1\r\nY: 2\r\nZ: 3\r\n", 431);
	}

	@Test
	void costsWhatTheBytesReceivedCost() {
		byte[] endless = ("GET /echo HTTP/1.1\r\nX: " + "a".repeat(8_000)).getBytes(StandardCharsets.ISO_8859_1);
		Runnable parsing = () -> {
			RequestHeadParser parser = new RequestHeadParser(4_096, 8_192, 100);
			ByteBuffer one = ByteBuffer.allocate(1);
			for (byte b : endless) {
				parser.parse(one.clear().put(b).flip());
			}
		};
		parsing.run();
		assertThat(Allocation.of(parsing)).isLessThan(64_000);
	}

	@Test
	void survivesMutationsWithTheSameAnswerForEveryCut() {
		List<byte[]> seeds = HandshakeCases.all()
			.stream()
			.map(HandshakeCase::request)
			.map(RawRequest::bytes)
			.filter((bytes) -> bytes.length < 1_000)
			.toList();
		Random random = new Random(9112);
		for (int i = 0; i < 15_000; i++) {
			byte[] stream = seeds.get(random.nextInt(seeds.size())).clone();
			for (int j = random.nextInt(4); j > 0; j--) {
				stream[random.nextInt(stream.length)] = (byte) (random.nextBoolean() ? random.nextInt()
						: "\r\n :,;\"\\/%\0\t".charAt(random.nextInt(12)));
			}
			String whole = Requests.answer(List.of(stream));
			String cut = Requests.answer(Pieces.atRandom(stream, random));
			if (!cut.equals(whole)) {
				assertThat(cut).as("stream %d: %s", i, new String(stream, StandardCharsets.ISO_8859_1))
					.isEqualTo(whole);
			}
		}
	}

	private static void refuses(RequestHeadParser parser, String start, int status) {
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> parser.parse(bytes(start)))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(status));
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

}
