package dev.duplex.engine.protocol;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request line (RFC 9112 section 3.2), origin-form or absolute-form.
 * Strict, so that what routes the request and what guards it can never read two paths in
 * it: encoded or doubled separators, dot segments, path parameters and bad escapes are
 * refused.
 *
 * @param path the path, as sent
 * @param query the query, or {@code null}
 */
record RequestTarget(String path, @Nullable String query) {

	static RequestTarget parse(String target) {
		for (int i = 0; i < target.length(); i++) {
			char c = target.charAt(i);
			if (c <= ' ' || c >= 0x7F || c == '#') {
				throw HandshakeException.badRequest("Request target has a character that is not allowed.");
			}
		}
		String origin = originForm(target);
		int mark = origin.indexOf('?');
		String path = (mark < 0) ? origin : origin.substring(0, mark);
		checkPath(path);
		return new RequestTarget(path, (mark < 0) ? null : origin.substring(mark + 1));
	}

	private static String originForm(String target) {
		if (target.startsWith("/")) {
			return target;
		}
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
		if (HttpGrammar.hostOf(target.substring(scheme, end)) == null) {
			throw HandshakeException.badRequest("Request target has a malformed authority.");
		}
		String rest = target.substring(end);
		return rest.startsWith("/") ? rest : "/" + rest;
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
				throw HandshakeException.badRequest("Path has an ambiguous or malformed part.");
			}
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

}
