package dev.duplex.conformance.suite;

import java.util.List;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.FrameCases;
import dev.duplex.engine.tck.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A case for a server is one for a client, without its masks.
 */
class WireTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			the RFC's "Hello"          | 81 85 37 FA 21 3D 7F 9F 4D 51 58    | 81 05 48 65 6C 6C 6F
			the zero key               | 81 82 K 68 69                       | 81 02 68 69
			two frames                 | 01 81 K 61 80 81 01 02 03 04 63     | 01 01 61 80 01 62
			16-bit length              | 82 FE 00 7E K 61*126                | 82 7E 00 7E 61*126
			64-bit length              | 82 FF 00 00 00 00 00 01 00 00 K 61  | 82 7F 00 00 00 00 00 01 00 00 61
			top bit of the length      | 82 FF FF FF FF FF FF FF FF FF K     | 82 7F FF FF FF FF FF FF FF FF
			cut off inside the length  | 88 82 K 03 E8 FF FF FF              | 88 02 03 E8 FF 7F FF
			cut off inside the key     | 82 FE 00 7E 01 02                   | 82 7E 00 7E
			cut off before the key     | 81 FF 00 00 00 00 00 10 00 00       | 81 7F 00 00 00 00 00 10 00 00
			cut off in the payload     | 81 85 00 00 01 00 61 62 63          | 81 05 61 62 62
			one byte                   | 81 80 K 81                          | 81 00 81
			""")
	void takesTheMaskAway(String name, String client, String server) {
		assertThat(Hex.show(Wire.unmasked(Hex.bytes(client)))).isEqualTo(Hex.show(Hex.bytes(server)));
	}

	@Test
	void takesTheMaskAwayFromEveryFrameThatIsBuilt() {
		for (int length : new int[] { 0, 1, 125, 126, 65_535, 65_536 }) {
			Frame frame = Frame.binary(new byte[length]);
			assertThat(Wire.unmasked(frame.masked())).isEqualTo(frame.unmasked());
		}
	}

	@Test
	void findsFrames() {
		assertThat(Wire.frames(Hex.bytes("81 82 K 68 69 89 80 01 02 03 04 82 FE 00 7E"))).containsExactly(
				new Wire.Span(0, 6, 8, 0, 1), new Wire.Span(8, 14, 14, 0x01020304, 9), new Wire.Span(14, 18, 18, 0, 2));
		assertThat(Wire.frames(Hex.bytes("81 02 68 69"))).containsExactly(new Wire.Span(0, 2, 4, 0, 1));
	}

	@Test
	void findsPlacesInsideOfCharacters() {
		assertThat(Wire.insideCharacters(Hex.bytes("81 86 K 61 E2 82 AC C3 A4"))).containsExactly(8, 9, 11);
		assertThat(Wire.insideCharacters(Frame.text("a\u20AC\u00E4").masked())).containsExactly(8, 9, 11);
		assertThat(Wire.insideCharacters(Frame.binary(Hex.bytes("E2 82 AC")).masked())).isEmpty();
	}

	@Test
	void everyDeliveryIsTheSameBytes() {
		FrameCases.frames().forEach((frames) -> {
			List<Delivery> ways = Delivery.all(frames.input());
			assertThat(ways).extracting(Delivery::name)
				.doesNotHaveDuplicates()
				.contains("in one piece", "in one segment with the opening handshake");
			for (Delivery way : ways) {
				assertThat(Bytes.join(way.pieces().toArray(byte[][]::new))).as(way.name()).isEqualTo(frames.input());
			}
		});
	}

	@Test
	void cutsWhereItMatters() {
		byte[] bytes = Hex.bytes("01 81 K C3 80 82 K A4 61");
		assertThat(Delivery.all(bytes)).extracting((way) -> way.name() + ": " + sizes(way))
			.contains("byte by byte: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "cut at the ends of frames: 7 8",
					"cut at the ends of frames -1: 6 8 1", "cut at the ends of frames +1: 8 7",
					"cut behind the first byte of frames: 1 7 7", "cut behind headers: 6 7 2",
					"cut within headers: 4 1 6 1 3");
		assertThat(Delivery.all(Frame.text("\u20AC").masked())).extracting((way) -> way.name() + ": " + sizes(way))
			.contains("cut within characters: 7 1 1");
	}

	private static String sizes(Delivery way) {
		return String.join(" ", way.pieces().stream().map((piece) -> Integer.toString(piece.length)).toList());
	}

}
