package dev.duplex.spring.log;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Makes foreign text fit for a log: what a peer sends could otherwise forge lines, or
 * drive the terminal of whoever reads them.
 */
public final class LogText {

	private static final int MAX_LENGTH = 128;

	private LogText() {
	}

	/**
	 * Escapes and cuts a peer's text.
	 * @param text the text
	 * @return at most 128 characters of it, on one line
	 */
	public static String of(String text) {
		boolean cut = text.length() > MAX_LENGTH;
		String escaped = escape(cut ? text.substring(0, MAX_LENGTH) : text);
		return cut ? escaped + "..." : escaped;
	}

	/**
	 * Keeps an exception from carrying a peer's text into the log, as many quote what
	 * they could not read.
	 * @param failure the exception
	 * @return the same, or one that looks like it if a message in it has a control
	 * character
	 */
	public static Throwable of(Throwable failure) {
		return isClean(failure, Collections.newSetFromMap(new IdentityHashMap<>())) ? failure
				: new EscapedException(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static boolean isClean(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || !seen.add(failure)) {
			return true;
		}
		String message = failure.getMessage();
		boolean clean = (message == null || message.chars().noneMatch(LogText::isUnsafe))
				&& isClean(failure.getCause(), seen);
		for (Throwable suppressed : failure.getSuppressed()) {
			clean = clean && isClean(suppressed, seen);
		}
		return clean;
	}

	/**
	 * Escapes a text that may quote a peer, but whose length is ours to know.
	 * @param text the text
	 * @return the whole text, on one line
	 */
	public static String escape(String text) {
		if (text.chars().noneMatch(LogText::isUnsafe)) {
			return text;
		}
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (isUnsafe(c)) {
				escaped.append("\\u").append("%04x".formatted((int) c));
			}
			else {
				escaped.append(c);
			}
		}
		return escaped.toString();
	}

	/**
	 * Control characters, line and paragraph separators, and the invisible ones that turn
	 * the direction of writing around.
	 */
	private static boolean isUnsafe(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
			default -> false;
		};
	}

	/**
	 * Stands for an exception whose messages had to be escaped.
	 */
	@SuppressWarnings("serial")
	static final class EscapedException extends RuntimeException {

		EscapedException(Throwable original, Set<Throwable> seen) {
			super(describe(original), cause(original, seen));
			setStackTrace(original.getStackTrace());
			for (Throwable suppressed : original.getSuppressed()) {
				if (seen.add(suppressed)) {
					addSuppressed(new EscapedException(suppressed, seen));
				}
			}
		}

		@Override
		public String toString() {
			return String.valueOf(getMessage());
		}

		private static String describe(Throwable original) {
			String message = original.getMessage();
			String name = original.getClass().getName();
			return (message != null) ? name + ": " + escape(message) : name;
		}

		private static @Nullable Throwable cause(Throwable original, Set<Throwable> seen) {
			seen.add(original);
			Throwable cause = original.getCause();
			return (cause != null && seen.add(cause)) ? new EscapedException(cause, seen) : null;
		}

	}

}
