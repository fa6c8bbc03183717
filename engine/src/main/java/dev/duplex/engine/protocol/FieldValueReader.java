package dev.duplex.engine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Reads a header's value from left to right: the tokens, quoted strings and blanks that
 * its grammar is made of (RFC 9110 section 5.6).
 */
final class FieldValueReader {

	private final String text;

	private int at;

	FieldValueReader(String text) {
		this.text = text;
	}

	boolean isAtEnd() {
		return this.at == this.text.length();
	}

	void skipBlanks() {
		while (!isAtEnd() && HttpGrammar.isBlank(this.text.charAt(this.at))) {
			this.at++;
		}
	}

	/**
	 * Takes a character, if it is the next.
	 */
	boolean accept(char c) {
		if (!isAtEnd() && this.text.charAt(this.at) == c) {
			this.at++;
			return true;
		}
		return false;
	}

	/**
	 * Takes a character, if it is the next behind blanks, which are taken in any case.
	 */
	boolean acceptBehindBlanks(char c) {
		skipBlanks();
		return accept(c);
	}

	/**
	 * Takes a token.
	 * @param more characters to take besides those of a token
	 * @return the token, empty if there is none
	 */
	String token(String more) {
		int from = this.at;
		while (!isAtEnd() && (HttpGrammar.isTokenChar(this.text.charAt(this.at))
				|| more.indexOf(this.text.charAt(this.at)) >= 0)) {
			this.at++;
		}
		return this.text.substring(from, this.at);
	}

	/**
	 * Takes the rest of a quoted string, whose first quote was taken.
	 * @return what is quoted, or {@code null} if the string does not end
	 */
	@Nullable String quoted() {
		StringBuilder value = new StringBuilder();
		while (!isAtEnd()) {
			char c = this.text.charAt(this.at++);
			if (c == '"') {
				return value.toString();
			}
			if (c == '\\') {
				if (isAtEnd()) {
					return null;
				}
				c = this.text.charAt(this.at++);
			}
			value.append(c);
		}
		return null;
	}

}
