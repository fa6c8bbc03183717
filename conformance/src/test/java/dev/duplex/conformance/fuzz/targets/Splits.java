package dev.duplex.conformance.fuzz.targets;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import dev.duplex.engine.tck.Pieces;

/**
 * Runs what reads bytes over the same bytes cut in different ways.
 */
final class Splits {

	private Splits() {
	}

	/**
	 * Reads bytes whole, byte by byte, and cut where chance wants.
	 * @param bytes the bytes
	 * @param reader reads pieces and says what came of them
	 * @return what came of them every time
	 * @throws AssertionError if it is not the same
	 */
	static String same(byte[] bytes, Function<List<ByteBuffer>, String> reader) {
		String whole = reader.apply(buffers(List.of(bytes)));
		String singly = reader.apply(buffers(Pieces.byteByByte(bytes)));
		String cut = reader.apply(buffers(Pieces.atRandom(bytes, new Random(Arrays.hashCode(bytes)))));
		if (!whole.equals(singly) || !whole.equals(cut)) {
			throw new AssertionError("whole: %s%nbyte by byte: %s%ncut: %s".formatted(whole, singly, cut));
		}
		return whole;
	}

	private static List<ByteBuffer> buffers(List<byte[]> pieces) {
		return pieces.stream().map((piece) -> ByteBuffer.wrap(piece.clone())).toList();
	}

	/**
	 * Fails unless a condition holds.
	 */
	static void require(boolean condition, String message, Object... arguments) {
		if (!condition) {
			throw new AssertionError(message.formatted(arguments));
		}
	}

}
