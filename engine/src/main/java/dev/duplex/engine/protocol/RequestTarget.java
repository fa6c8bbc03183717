package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request line (RFC 9112 section 3.2), origin-form or absolute-form.
 * Strict, so that what routes the request and what guards it can never read two paths in
 * it: encoded or doubled separators, dot segments, path parameters and bad escapes are
 * refused.
 *
 * @param authority host and port of the absolute-form, or {@code null} for the
 * origin-form
 * @param path the path, as sent
 * @param query the query, or {@code null}
 */
record RequestTarget(@Nullable String authority, String path, @Nullable String query) {

	static RequestTarget parse(String target) {
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c <= ' ' || c >= 0x7F || c == '#') {
				throw HandshakeException.badRequest("Request target has a character that is not allowed.");
			}
		}
		return target.startsWith("/") ? originForm(null, target) : absoluteForm(target);
	}

	private static RequestTarget originForm(@Nullable String authority, String target) {
		int mark = target.indexOf('?');
		String path = (mark < 0) ? target : target.substring(0, mark);
		checkPath(path);
		return new RequestTarget(authority, path, (mark < 0) ? null : target.substring(mark + 1));
	}

	private static RequestTarget absoluteForm(String target) {
		String lower = target.toLowerCase(Locale.ROOT);
		boolean absolute = lower.startsWith("http://") || lower.startsWith("https://") || lower.startsWith("ws://")
				|| lower.startsWith("wss://");
		if (!absolute) {
			throw HandshakeException.badRequest("Request target is neither a path nor an absolute URI.");
		}
		int scheme = lower.indexOf("//") + 2;
		int end = scheme;
		while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
			end++;
		}
		String authority = target.substring(scheme, end);
		if (HttpGrammar.hostOf(authority) == null) {
			throw HandshakeException.badRequest("Request target has a malformed authority.");
		}
		String rest = target.substring(end);
		return originForm(authority, rest.startsWith("/") ? rest : "/" + rest);
	}

	/**
	 * Refuses a path in which two readers could see two.
	 */
	static void checkPath(String path) {
		for (int i = 0; i < path.length(); i++) {
			char c = path.charAt(i);
			boolean refused = switch (c) {
				case ';', '\\' -> true;
				case '/' -> path.startsWith("//", i) || isDotSegment(path, i + 1);
				case '%' -> isRefusedEscape(path, i);
				default -> false;
			};
			if (refused) {
				throw ambiguousPath();
			}
		}
		if (!isUtf8(path)) {
			throw ambiguousPath();
		}
	}

	private static boolean isDotSegment(String path, int from) {
		int end = path.indexOf('/', from);
		String segment = path.substring(from, (end < 0) ? path.length() : end);
		return segment.equals(".") || segment.equals("..");
	}

	private static boolean isRefusedEscape(String path, int at) {
		if (at + 2 >= path.length() || !HttpGrammar.isHex(path.charAt(at + 1))
				|| !HttpGrammar.isHex(path.charAt(at + 2))) {
			return true;
		}
		int value = Integer.parseInt(path, at + 1, at + 3, 16);
		return value < 0x20 || value == 0x7F || value == '.' || value == '/' || value == '\\' || value == ';'
				|| value == '%';
	}

	/**
	 * Of bytes that are not UTF-8, such as an overlong dot, every decoder makes what it
	 * likes.
	 */
	private static boolean isUtf8(String path) {
		if (path.indexOf('%') < 0) {
			return true;
		}
		ByteBuffer decoded = ByteBuffer.allocate(path.length());
		for (int i = 0; i < path.length(); i++) {
			if (path.charAt(i) == '%') {
				decoded.put((byte) Integer.parseInt(path, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				decoded.put((byte) path.charAt(i));
			}
		}
		return Utf8.isWellFormed(decoded.flip());
	}

	private static HandshakeException ambiguousPath() {
		return HandshakeException.badRequest("Path has an ambiguous or malformed part.");
	}

}
