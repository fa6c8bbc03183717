package dev.duplex.conformance.fuzz.targets;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.TextValidator;
import dev.duplex.engine.protocol.Utf8;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * Bytes that are UTF-8 or not: the same for every way to cut them, and as the JDK's own
 * decoder has it.
 */
public final class TextTarget {

	private static final String WELL_FORMED = "well-formed";

	private TextTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the text's bytes
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		String outcome = Splits.same(input, TextTarget::outcome);
		boolean wellFormed = outcome.equals(WELL_FORMED);
		require(wellFormed == Utf8.isWellFormed(ByteBuffer.wrap(input)), "part by part it is %s", outcome);
		require(wellFormed == isDecodable(input), "the JDK says otherwise than %s", outcome);
		if (wellFormed) {
			require(Arrays.equals(Utf8.encode(Utf8.decode(ByteBuffer.wrap(input))), input), "decoded, it is another");
			for (int end = Math.max(0, input.length - 8); end <= input.length; end++) {
				int whole = end - Utf8.incompleteTail(ByteBuffer.wrap(input, 0, end));
				require(Utf8.isWellFormed(ByteBuffer.wrap(input, 0, whole)), "cut at %d it is not whole", end);
			}
		}
	}

	private static String outcome(List<ByteBuffer> pieces) {
		TextValidator validator = new TextValidator();
		try {
			for (ByteBuffer piece : pieces) {
				validator.check(piece, false);
			}
			validator.check(ByteBuffer.allocate(0), true);
			return WELL_FORMED;
		}
		catch (ProtocolException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static boolean isDecodable(byte[] input) {
		try {
			StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT)
				.decode(ByteBuffer.wrap(input));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	static Stream<byte[]> seeds() {
		return FrameCases.frames()
			.stream()
			.filter((frames) -> frames.rfc().endsWith(" 8.1"))
			.map(FrameCase::input)
			.map((frame) -> Arrays.copyOfRange(frame, 6, frame.length));
	}

}
