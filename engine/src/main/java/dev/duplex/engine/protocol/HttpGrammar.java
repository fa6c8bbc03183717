package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The few productions of HTTP that a handshake needs (RFC 9110 section 5.6, RFC 3986
 * section 3.2), each in one pass and without regular expressions, which peers can make
 * slow.
 */
final class HttpGrammar {

	private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

	private static final String REG_NAME_MARKS = "-._~!$&'()*+,;=%";

	private HttpGrammar() {
	}

	static boolean isToken(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isTokenChar(text.charAt(i))) {
				return false;
			}
		}
		return !text.isEmpty();
	}

	static boolean isTokenChar(char c) {
		return isAlphanumeric(c) || TOKEN_MARKS.indexOf(c) >= 0;
	}

	static boolean isFieldValue(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) {
				return false;
			}
		}
		return true;
	}

	static String trim(String text) {
		int from = 0;
		int to = text.length();
		while (from < to && isBlank(text.charAt(from))) {
			from++;
		}
		while (to > from && isBlank(text.charAt(to - 1))) {
			to--;
		}
		return text.substring(from, to);
	}

	static boolean isBlank(char c) {
		return c == ' ' || c == '\t';
	}

	/**
	 * Splits a comma-separated list of tokens; empty elements stay.
	 */
	static List<String> elements(String list) {
		List<String> elements = new ArrayList<>(4);
		int from = 0;
		for (int i = 0; i <= list.length(); i++) {
			if (i == list.length() || list.charAt(i) == ',') {
				elements.add(trim(list.substring(from, i)));
				from = i + 1;
			}
		}
		return elements;
	}

	static boolean containsToken(List<String> values, String token) {
		for (String value : values) {
			for (String element : elements(value)) {
				if (element.equalsIgnoreCase(token)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * The host of {@code host[:port]} in lower case, or {@code null} if that is
	 * malformed.
	 */
	static @Nullable String hostOf(String authority) {
		int colon = portColon(authority);
		String host = (colon < 0) ? authority : authority.substring(0, colon);
		boolean valid = host.startsWith("[") ? isIpLiteral(host) : isRegName(host);
		if (!valid || colon >= 0 && parsePort(authority.substring(colon + 1)) < 0) {
			return null;
		}
		return host.toLowerCase(Locale.ROOT);
	}

	/**
	 * The port of a well-formed {@code host[:port]}, or the default.
	 */
	static int portOf(String authority, int defaultPort) {
		int colon = portColon(authority);
		return (colon < 0) ? defaultPort : parsePort(authority.substring(colon + 1));
	}

	static boolean isHex(char c) {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
	}

	private static int portColon(String authority) {
		int colon = authority.lastIndexOf(':');
		return (colon > authority.lastIndexOf(']')) ? colon : -1;
	}

	static int parsePort(String text) {
		if (text.isEmpty() || text.length() > 5) {
			return -1;
		}
		int port = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < '0' || c > '9') {
				return -1;
			}
			port = port * 10 + c - '0';
		}
		return (port <= 65_535) ? port : -1;
	}

	private static boolean isRegName(String host) {
		for (int i = 0; i < host.length(); i++) {
			if (!isAlphanumeric(host.charAt(i)) && REG_NAME_MARKS.indexOf(host.charAt(i)) < 0) {
				return false;
			}
		}
		return !host.isEmpty();
	}

	private static boolean isIpLiteral(String host) {
		if (host.length() < 4 || !host.endsWith("]")) {
			return false;
		}
		for (int i = 1; i < host.length() - 1; i++) {
			char c = host.charAt(i);
			if (!isHex(c) && c != ':' && c != '.') {
				return false;
			}
		}
		return true;
	}

	static boolean isAlphanumeric(char c) {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
	}

}
