package dev.duplex.conformance.fuzz.targets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.duplex.engine.protocol.MessageInflater;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.SlidingWindow;
import dev.duplex.engine.tck.DeflateCases;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.WindowedInflate;
import org.jspecify.annotations.Nullable;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * Compressed messages of one connection: inflated or failed, the same for every way to
 * cut them and whatever the inflater was used for before; and what is inflated is what an
 * inflater says that was written from RFC 1951 alone.
 */
public final class InflateTarget {

	private static final int MAX_MESSAGE = 4_096;

	private static final int NO_CONTEXT_TAKEOVER = 1;

	private static final int WINDOW = 32 * 1024;

	private static final byte[] SCRATCH = new byte[MessageInflater.STEP];

	private InflateTarget() {
	}

	/**
	 * Tests one input.
	 * @param input a byte whose lowest bit says that contexts are not taken over; then
	 * messages, each behind a byte with its length, which is less for the last
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length == 0) {
			return;
		}
		boolean takeover = (input[0] & NO_CONTEXT_TAKEOVER) == 0;
		List<byte[]> messages = messages(input);
		MessageInflater inflater = new MessageInflater();
		try {
			Inflated whole = inflate(inflater, takeover, messages, false);
			Inflated cut = inflate(inflater, takeover, messages, true);
			require(whole.toString().equals(cut.toString()), "whole: %s; byte by byte: %s", whole, cut);
			checkReference(takeover, messages, whole);
		}
		finally {
			inflater.end();
		}
	}

	private static List<byte[]> messages(byte[] input) {
		List<byte[]> messages = new ArrayList<>();
		int at = 1;
		while (at < input.length) {
			int to = Math.min(input.length, at + 1 + (input[at] & 0xFF));
			messages.add(Arrays.copyOfRange(input, at + 1, to));
			at = to;
		}
		return messages;
	}

	private static Inflated inflate(MessageInflater inflater, boolean takeover, List<byte[]> messages, boolean cut) {
		inflater.begin(takeover ? new SlidingWindow() : null, MAX_MESSAGE);
		List<byte[]> inflated = new ArrayList<>();
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		MessageInflater.Output output = (bytes, end) -> {
			byte[] part = new byte[bytes.remaining()];
			bytes.get(part);
			message.writeBytes(part);
			if (end) {
				inflated.add(message.toByteArray());
				message.reset();
			}
		};
		try {
			for (byte[] compressed : messages) {
				List<byte[]> pieces = cut ? Pieces.byteByByte(compressed) : List.of(compressed);
				for (byte[] piece : pieces) {
					inflater.inflate(ByteBuffer.wrap(piece), false, SCRATCH, output);
				}
				inflater.inflate(ByteBuffer.allocate(0), true, SCRATCH, output);
				require(inflated.get(inflated.size() - 1).length <= MAX_MESSAGE, "a message is too big");
			}
			return new Inflated(inflated, null);
		}
		catch (ProtocolException ex) {
			return new Inflated(inflated, ex);
		}
	}

	private static void checkReference(boolean takeover, List<byte[]> messages, Inflated ours) {
		WindowedInflate reference = new WindowedInflate(15, takeover);
		ByteArrayOutputStream history = new ByteArrayOutputStream();
		for (int i = 0; i < ours.messages.size(); i++) {
			byte[] compressed = messages.get(i);
			byte[] message = ours.messages.get(i);
			if (compressed.length == 0) {
				// No block, not even the empty one: nothing, whatever RFC 1951 says.
				require(message.length == 0, "something came of nothing");
				continue;
			}
			// Nothing need follow a final block, although the RFC puts an empty one
			// there.
			boolean bare = endsWithAFinalBlock(compressed, history.toByteArray());
			byte[] strict = bare ? Arrays.copyOf(compressed, compressed.length + 1) : compressed;
			require(Arrays.equals(message, reference.message(strict)), "message %d is %s, and not by RFC 1951", i,
					hex(message));
			if (takeover) {
				history.writeBytes(message);
			}
		}
	}

	private static boolean endsWithAFinalBlock(byte[] compressed, byte[] before) {
		ByteArrayOutputStream history = new ByteArrayOutputStream();
		history.writeBytes(before);
		ByteBuffer in = ByteBuffer.wrap(compressed);
		Inflater inflater = new Inflater(true);
		try {
			do {
				byte[] window = history.toByteArray();
				inflater.reset();
				inflater.setDictionary(window, Math.max(0, window.length - WINDOW), Math.min(window.length, WINDOW));
				inflater.setInput(in);
				int count;
				while ((count = inflater.inflate(SCRATCH)) > 0) {
					history.write(SCRATCH, 0, count);
				}
			}
			while (inflater.finished() && in.hasRemaining());
			return inflater.finished();
		}
		catch (DataFormatException ex) {
			throw new AssertionError("inflated, but not by zlib alone", ex);
		}
		finally {
			inflater.end();
		}
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	static Stream<byte[]> seeds() {
		byte[] hello = DeflateCases.deflate("Hello, hello, hello".getBytes(), 9);
		return Stream.concat(Stream.of(input(hello, hello, new byte[0], hello)),
				DeflateCases.all()
					.stream()
					.map((frames) -> frames.input())
					// The payload of the only frame, behind its masking key of zeros.
					.filter((frame) -> frame.length > 6 && frame.length < 126 + 6 && (frame[0] & 0xF0) == 0xC0)
					.map((frame) -> input(Arrays.copyOfRange(frame, 6, frame.length))));
	}

	private static byte[] input(byte[]... messages) {
		ByteArrayOutputStream input = new ByteArrayOutputStream();
		input.write(0);
		for (byte[] message : messages) {
			input.write(message.length);
			input.writeBytes(message);
		}
		return input.toByteArray();
	}

	/**
	 * What came of the messages.
	 *
	 * @param messages those before the first that failed
	 * @param failure why that failed, or {@code null} if none did
	 */
	private record Inflated(List<byte[]> messages, @Nullable ProtocolException failure) {

		@Override
		public String toString() {
			return this.messages.stream().map(InflateTarget::hex).toList()
					+ ((this.failure != null) ? " " + this.failure.closeCode() + " " + this.failure.getMessage() : "");
		}

	}

}
