package dev.duplex.conformance.fuzz.stream;

import java.util.Arrays;
import java.util.List;

import dev.duplex.engine.tck.DecodedStream.Event;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for a decoder.
 *
 * @param rules what they are read by
 * @param bytes the bytes
 * @param expected what has to be delivered, without failure; {@code null} if that is not
 * known
 */
public record FrameStream(StreamRules rules, byte[] bytes, @Nullable List<Event> expected) {

	/**
	 * Reads the form of {@link #toBytes()}.
	 * @param input at least one byte
	 * @return the stream
	 */
	public static FrameStream of(byte[] input) {
		return new FrameStream(StreamRules.of(input[0]), Arrays.copyOfRange(input, 1, input.length), null);
	}

	/**
	 * As a file: a byte for the rules, and then the bytes.
	 * @return rules and bytes
	 */
	public byte[] toBytes() {
		byte[] all = new byte[1 + this.bytes.length];
		all[0] = (byte) this.rules.number();
		System.arraycopy(this.bytes, 0, all, 1, this.bytes.length);
		return all;
	}

}
