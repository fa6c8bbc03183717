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

	private final FieldValueReader in;

	private ExtensionOffers(String text) {
		this.in = new FieldValueReader(text);
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
		while (this.in.acceptBehindBlanks(','));
		return this.in.isAtEnd() ? extensions : null;
	}

	private @Nullable Extension extension() {
		String name = token();
		if (name == null) {
			return null;
		}
		List<Parameter> parameters = new ArrayList<>(2);
		while (this.in.acceptBehindBlanks(';')) {
			String parameter = token();
			String value = (parameter != null && this.in.acceptBehindBlanks('=')) ? value() : NO_VALUE;
			if (parameter == null || value == null) {
				return null;
			}
			parameters.add(new Parameter(parameter, value.equals(NO_VALUE) ? null : value));
		}
		return new Extension(name, parameters);
	}

	private @Nullable String value() {
		if (!this.in.acceptBehindBlanks('"')) {
			return token();
		}
		String unquoted = this.in.quoted();
		return (unquoted != null && HttpGrammar.isToken(unquoted)) ? unquoted : null;
	}

	private @Nullable String token() {
		this.in.skipBlanks();
		String token = this.in.token("");
		return token.isEmpty() ? null : token;
	}

}
