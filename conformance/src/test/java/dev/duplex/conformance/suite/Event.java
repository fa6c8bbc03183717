package dev.duplex.conformance.suite;

import java.util.Map;

import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;

/**
 * What the runner receives next.
 */
public sealed interface Event {

	/**
	 * A control frame, or a message, put together and inflated.
	 *
	 * @param frame the frame, as if the message had come in one
	 */
	record Received(Frame frame) implements Event {

		private static final Map<Integer, String> NAMES = Map.of(Opcode.TEXT, "text", Opcode.BINARY, "binary",
				Opcode.PING, "Ping", Opcode.PONG, "Pong");

		@Override
		public String toString() {
			return describe(this.frame);
		}

		static String describe(Frame frame) {
			if (frame.isClose() && frame.payload().length != 1) {
				return "Close " + frame.closeCode()
						+ (frame.closeReason().isEmpty() ? "" : " \"" + frame.closeReason() + "\"");
			}
			String name = NAMES.getOrDefault(frame.opcode(), "opcode %X".formatted(frame.opcode()));
			int length = frame.payload().length;
			if (length == 0) {
				return "empty " + name;
			}
			boolean readable = length <= 40 && frame.text().chars().allMatch((c) -> c >= ' ' && c < 0x7F);
			return name + " " + (readable ? "\"" + frame.text() + "\"" : Hex.show(frame.payload()));
		}

	}

	/**
	 * The stream ended.
	 *
	 * @param how how it ended
	 */
	record End(How how) implements Event {

		/** How a stream ends. */
		public enum How {

			/** In order. */
			FIN,

			/** TCP was reset. */
			RST,

			/** TCP ended in order, and TLS did not. */
			TRUNCATED

		}

		@Override
		public String toString() {
			return switch (this.how) {
				case FIN -> "the end of the stream";
				case RST -> "a reset of TCP";
				case TRUNCATED -> "the end of TCP without that of TLS";
			};
		}

	}

	/**
	 * What no engine may send.
	 *
	 * @param what what is wrong with it
	 */
	record Malformed(String what) implements Event {

		@Override
		public String toString() {
			return this.what;
		}

	}

	/**
	 * Nothing, for as long as the runner waited.
	 */
	record Silence() implements Event {

		@Override
		public String toString() {
			return "nothing";
		}

	}

}
