package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code Forwarded} (RFC 7239 section 4). Blanks around semicolons, and
 * colons and brackets outside of quotes, are let pass, as proxies send them and they can
 * be read in one way only.
 */
final class ForwardedElements {

	private final String text;

	private int at;

	private ForwardedElements(String text) {
		this.text = text;
	}

	/**
	 * Reads one header line.
	 * @return for each element its parameters by name in lower case, in order; or
	 * {@code null} if the line is malformed
	 */
	static @Nullable List<Map<String, String>> parse(String headerValue) {
		return new ForwardedElements(headerValue).list();
	}

	private @Nullable List<Map<String, String>> list() {
		List<Map<String, String>> elements = new ArrayList<>(2);
		do {
			Map<String, String> element = element();
			if (element == null) {
				return null;
			}
			if (!element.isEmpty()) {
				elements.add(element);
			}
		}
		while (accept(','));
		return (this.at == this.text.length()) ? elements : null;
	}

	private @Nullable Map<String, String> element() {
		Map<String, String> parameters = new HashMap<>(4);
		do {
			skipBlanks();
			String name = token("");
			if (name.isEmpty()) {
				continue;
			}
			String value = acceptHere('=') ? value() : null;
			// Section 4: each parameter once in an element.
			if (value == null || parameters.put(name.toLowerCase(Locale.ROOT), value) != null) {
				return null;
			}
		}
		while (accept(';'));
		return parameters;
	}

	private @Nullable String value() {
		if (acceptHere('"')) {
			return unquote();
		}
		String token = token("[]:");
		return token.isEmpty() ? null : token;
	}

	private @Nullable String unquote() {
		StringBuilder value = new StringBuilder();
		while (this.at < this.text.length()) {
			char c = this.text.charAt(this.at++);
			if (c == '"') {
				return value.toString();
			}
			if (c == '\\') {
				if (this.at == this.text.length()) {
					return null;
				}
				c = this.text.charAt(this.at++);
			}
			value.append(c);
		}
		return null;
	}

	private String token(String more) {
		int from = this.at;
		while (this.at < this.text.length() && (HttpGrammar.isTokenChar(this.text.charAt(this.at))
				|| more.indexOf(this.text.charAt(this.at)) >= 0)) {
			this.at++;
		}
		return this.text.substring(from, this.at);
	}

	private boolean accept(char c) {
		skipBlanks();
		return acceptHere(c);
	}

	private boolean acceptHere(char c) {
		if (this.at < this.text.length() && this.text.charAt(this.at) == c) {
			this.at++;
			return true;
		}
		return false;
	}

	private void skipBlanks() {
		while (this.at < this.text.length() && HttpGrammar.isBlank(this.text.charAt(this.at))) {
			this.at++;
		}
	}

}
