package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import dev.duplex.engine.tck.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * {@link Utf8}, {@link Utf8Validator} (RFC 3629).
 */
class Utf8Tests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "plain ASCII, longer than a word", "\u00E9\u20AC\uD83D\uDE00", "\0", "\uFFFF",
			"\uDBFF\uDFFF", "?", "what?", "12345678?", "\uD83D\uDE00?\uD83D\uDE00" })
	void encodesAndDecodes(String text) {
		byte[] utf8 = Utf8.encode(text);
		assertThat(utf8).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
		assertThat(Utf8.decode(ByteBuffer.wrap(utf8))).isEqualTo(text);
		assertThat(Utf8.decode(ByteBuffer.allocateDirect(utf8.length).put(utf8).flip())).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\uD83D", "\uDE00", "\uDE00\uD83D", "a long text before \uD83D", "\uD83D\uD83D\uDE00",
			"\uD83D text after", "1234567\uDC00", "??? \uD800" })
	void refusesUnpairedSurrogates(String text) {
		assertThatThrownBy(() -> Utf8.encode(text)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("unpaired surrogate");
	}

	@Test
	void decodesFromPositionToLimitAndLeavesThem() {
		ByteBuffer slice = ByteBuffer.wrap("--abc--".getBytes(StandardCharsets.UTF_8), 1, 5)
			.slice()
			.position(1)
			.limit(4);
		assertThat(Utf8.decode(slice)).isEqualTo("abc");
		assertThat(Utf8.isWellFormed(slice)).isTrue();
		assertThat(slice.position()).isEqualTo(1);
		assertThat(slice.limit()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "C0 80", "C1 BF", "E0 9F BF", "ED A0 80", "ED BF BF", "F0 8F BF BF", "F4 90 80 80",
			"F5 80 80 80", "F8 88 80 80 80", "FC 84 80 80 80 80", "FE", "FF", "80", "BF", "C3", "E2 82", "F0 9F 98",
			"C3 41", "E2 82 41", "61*9 80", "61*16 C3" })
	void knowsWhatIsNotWellFormed(String hex) {
		assertThat(Utf8.isWellFormed(ByteBuffer.wrap(Hex.bytes(hex)))).isFalse();
	}

	@Test
	void knowsEveryCharacter() {
		for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
				continue;
			}
			byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
			if (!Utf8.isWellFormed(ByteBuffer.wrap(utf8))) {
				assertThat(codePoint).as("refused").isNull();
			}
		}
	}

	@Test
	void agreesWithTheJdkOnEveryPairAndOnRandomBytes() {
		for (int pair = 0; pair <= 0xFFFF; pair++) {
			agrees(new byte[] { (byte) (pair >>> 8), (byte) pair });
		}
		Random random = new Random(3629);
		int[] likely = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF,
				0xF0, 0xF1, 0xF3, 0xF4 };
		for (int i = 0; i < 100_000; i++) {
			byte[] bytes = new byte[1 + random.nextInt(20)];
			for (int j = 0; j < bytes.length; j++) {
				bytes[j] = (byte) (random.nextInt(16) == 0 ? random.nextInt() : likely[random.nextInt(likely.length)]);
			}
			agrees(bytes);
		}
	}

	@Test
	void looksAtNothingOutsideTheRange() {
		ByteBuffer bytes = ByteBuffer.wrap(Hex.bytes("FF FF 61*9 FF FF"));
		assertThat(Utf8Validator.validate(Utf8Validator.START, bytes, 2, 11)).isEqualTo(Utf8Validator.START);
	}

	private static void agrees(byte[] bytes) {
		boolean expected;
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			expected = true;
		}
		catch (CharacterCodingException ex) {
			expected = false;
		}
		if (Utf8.isWellFormed(ByteBuffer.wrap(bytes)) != expected) {
			assertThat(Hex.show(bytes)).as("well-formed: %s", expected).isNull();
		}
	}

}
