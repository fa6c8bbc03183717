package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.duplex.engine.protocol.Utf8;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartCutter}.
 */
class PartCutterTests {

	@Test
	void everyPartIsWellFormedHoweverTheTextIsCut() {
		byte[] text = "aé€👋z".getBytes(StandardCharsets.UTF_8);
		for (int first = 0; first <= text.length; first++) {
			for (int second = first; second <= text.length; second++) {
				PartCutter cutter = new PartCutter();
				String whole = "";
				int[] cuts = { 0, first, second, text.length };
				for (int i = 0; i < 3; i++) {
					byte[] piece = Arrays.copyOfRange(text, cuts[i], cuts[i + 1]);
					ByteBuffer part = cutter.cut(ByteBuffer.wrap(piece), i == 2);
					assertThat(Utf8.isWellFormed(part)).isTrue();
					whole += StandardCharsets.UTF_8.decode(part);
				}
				assertThat(whole).isEqualTo("aé€👋z");
			}
		}
	}

}
