package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.protocol.Extension.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1): a recipient
 * must fail the connection if it is broken, also when it knows none of the extensions.
 */
final class ExtensionOffers {

	/** No token is empty. */
	private static final String NO_VALUE = "";

	private final String text;

	private int at;

	private ExtensionOffers(String text) {
		this.text = text;
	}

	/**
	 * Reads one header line.
	 * @return its extensions in order, or {@code null} if the line is malformed
	 */
	static @Nullable List<Extension> parse(String headerValue) {
		return new ExtensionOffers(headerValue).list();
	}

	private @Nullable List<Extension> list() {
		List<Extension> extensions = new ArrayList<>(2);
		do {
			Extension extension = extension();
			if (extension == null) {
				return null;
			}
			extensions.add(extension);
		}
		while (accept(','));
		return (this.at == this.text.length()) ? extensions : null;
	}

	private @Nullable Extension extension() {
		String name = token();
		if (name == null) {
			return null;
		}
		List<Parameter> parameters = new ArrayList<>(2);
		while (accept(';')) {
			String parameter = token();
			String value = (parameter != null && accept('=')) ? value() : NO_VALUE;
			if (parameter == null || value == null) {
				return null;
			}
			parameters.add(new Parameter(parameter, value.equals(NO_VALUE) ? null : value));
		}
		return new Extension(name, parameters);
	}

	private @Nullable String value() {
		skipBlanks();
		if (this.at == this.text.length() || this.text.charAt(this.at) != '"') {
			return token();
		}
		String unquoted = unquote();
		return (unquoted != null && HttpGrammar.isToken(unquoted)) ? unquoted : null;
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

	private @Nullable String token() {
		skipBlanks();
		int from = this.at;
		while (this.at < this.text.length() && HttpGrammar.isTokenChar(this.text.charAt(this.at))) {
			this.at++;
		}
		return (this.at > from) ? this.text.substring(from, this.at) : null;
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
