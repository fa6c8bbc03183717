package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link TextValidator} (RFC 6455 section 8.1).
 */
class TextValidatorTests {

	private final TextValidator validator = new TextValidator();

	@ParameterizedTest
	@ValueSource(strings = { "61", "C3 A9", "E2 82 AC", "F0 9F 98 80", "F4 8F BF BF", "61*15 F0 9F 98 80 61*15" })
	void takesACharacterInAnyPieces(String hex) {
		Pieces.everyWay(Hex.bytes(hex)).forEach((pieces) -> {
			for (byte[] piece : pieces) {
				check(piece, false);
			}
			check(new byte[0], true);
		});
	}

	@ParameterizedTest
	@CsvSource({ "C0, 1", "61 C1, 2", "F5, 1", "80, 1", "F4 90, 2", "F0 8F, 2", "ED A0, 2", "E0 9F, 2", "C3 41, 2",
			"E2 82 41, 3", "61*20 FF, 21" })
	void failsAtTheFirstWrongByte(String hex, int wrong) {
		byte[] bytes = Hex.bytes(hex);
		for (int i = 0; i < wrong - 1; i++) {
			check(new byte[] { bytes[i] }, false);
		}
		refuses(new byte[] { bytes[wrong - 1] }, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "C3", "E2 82", "F0 9F 98", "61*8 F0" })
	void refusesACutCharacterAtTheEndOfAMessage(String hex) {
		refuses(Hex.bytes(hex), true);
	}

	@Test
	void refusesACutCharacterWhenAnEmptyPartEndsTheMessage() {
		check(Hex.bytes("E2 82"), false);
		refuses(new byte[0], true);
	}

	@Test
	void beginsAnewWithEachMessage() {
		check(Hex.bytes("C3 A9"), true);
		check(Hex.bytes("C3"), false);
		check(Hex.bytes("A9"), true);
		refuses(Hex.bytes("A9"), false);
	}

	@Test
	void leavesTheBuffer() {
		ByteBuffer payload = ByteBuffer.wrap(Hex.bytes("FF 61 62 FF"), 1, 2);
		this.validator.check(payload, true);
		assertThat(payload.position()).isEqualTo(1);
		assertThat(payload.limit()).isEqualTo(3);
	}

	private void check(byte[] part, boolean endOfMessage) {
		this.validator.check(ByteBuffer.wrap(part), endOfMessage);
	}

	private void refuses(byte[] part, boolean endOfMessage) {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> check(part, endOfMessage))
			.satisfies((ex) -> assertThat(ex.closeCode()).isEqualTo(1007))
			.withMessageContaining("8.1");
	}

}
