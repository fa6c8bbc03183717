package dev.duplex.conformance.suite;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;

/**
 * A part of an {@link Exchange}.
 */
sealed interface Step {

	/** How long there has to be silence. */
	Duration QUIET = Duration.ofMillis(60);

	/** How long a strict engine may take to fail a connection. */
	Duration AT_ONCE = Duration.ofSeconds(3);

	/**
	 * What the runner does.
	 * @return bytes or words, empty for nothing
	 */
	String input();

	/**
	 * What the engine must do.
	 * @return words, empty for nothing
	 */
	String expected();

	/**
	 * The runner sends.
	 *
	 * @param bytes as a client sends them
	 * @param inside whether they go on inside of a payload whose masking key is zero
	 */
	record Send(byte[] bytes, boolean inside) implements Step {

		@Override
		public String input() {
			return Hex.show(this.bytes);
		}

		@Override
		public String expected() {
			return "";
		}

		byte[] wire(Role engine) {
			return (engine == Role.SERVER || this.inside) ? this.bytes : Wire.unmasked(this.bytes);
		}

	}

	/**
	 * The engine answers.
	 *
	 * @param frame with a control frame or a message
	 * @param strict whether it is not strict, but allowed, to close without
	 */
	record Answer(Frame frame, boolean strict) implements Step {

		@Override
		public String input() {
			return "";
		}

		@Override
		public String expected() {
			return Event.Received.describe(this.frame);
		}

	}

	/**
	 * The engine sends nothing.
	 */
	record Quiet() implements Step {

		@Override
		public String input() {
			return "(a pause)";
		}

		@Override
		public String expected() {
			return "nothing";
		}

	}

	/**
	 * The engine closes.
	 *
	 * @param codes the codes that its Close frame may have
	 */
	record Closes(Set<Integer> codes) implements Step {

		@Override
		public String input() {
			return "";
		}

		@Override
		public String expected() {
			return "Close " + join(this.codes) + ", the end of the stream";
		}

	}

	/**
	 * The engine closes for what it has got, although more is due.
	 *
	 * @param code the code of its Close frame
	 * @param rest what is sent to an engine that does not, after which it must
	 */
	record ClosesAtOnce(int code, Send rest) implements Step {

		@Override
		public String input() {
			return "(and only if the connection stays open: " + this.rest.input() + ")";
		}

		@Override
		public String expected() {
			return "at once Close " + this.code + ", the end of the stream";
		}

	}

	/**
	 * The connection is as good as before: a Ping is answered, and so is a Close.
	 */
	record StaysOpen() implements Step {

		@Override
		public String input() {
			return "";
		}

		@Override
		public String expected() {
			return "the connection stays open";
		}

	}

	private static String join(Set<Integer> codes) {
		StringBuilder text = new StringBuilder();
		for (int code : new TreeSet<>(codes)) {
			text.append(text.isEmpty() ? "" : " or ").append((code == 1005) ? "without a code" : code);
		}
		return text.toString();
	}

}
