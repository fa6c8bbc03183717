package dev.duplex.engine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1): a recipient
 * must fail the connection if it is broken, also when it knows none of the extensions.
 */
final class ExtensionOffers {

	private final String text;

	private int at;

	private ExtensionOffers(String text) {
		this.text = text;
	}

	static boolean isWellFormed(String headerValue) {
		return new ExtensionOffers(headerValue).list();
	}

	private boolean list() {
		do {
			if (!extension()) {
				return false;
			}
		}
		while (accept(','));
		return this.at == this.text.length();
	}

	private boolean extension() {
		if (!token()) {
			return false;
		}
		while (accept(';')) {
			if (!token() || accept('=') && !value()) {
				return false;
			}
		}
		return true;
	}

	private boolean value() {
		skipBlanks();
		if (this.at == this.text.length() || this.text.charAt(this.at) != '"') {
			return token();
		}
		String unquoted = unquote();
		return unquoted != null && HttpGrammar.isToken(unquoted);
	}

	private @Nullable String unquote() {
		StringBuilder value = new StringBuilder();
		this.at++;
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

	private boolean token() {
		skipBlanks();
		int from = this.at;
		while (this.at < this.text.length() && HttpGrammar.isTokenChar(this.text.charAt(this.at))) {
			this.at++;
		}
		return this.at > from;
	}

	private boolean accept(char c) {
		skipBlanks();
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
