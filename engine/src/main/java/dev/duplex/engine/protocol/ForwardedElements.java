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

	private final FieldValueReader in;

	private ForwardedElements(String text) {
		this.in = new FieldValueReader(text);
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
		while (this.in.acceptBehindBlanks(','));
		return this.in.isAtEnd() ? elements : null;
	}

	private @Nullable Map<String, String> element() {
		Map<String, String> parameters = new HashMap<>(4);
		do {
			this.in.skipBlanks();
			String name = this.in.token("");
			if (name.isEmpty()) {
				continue;
			}
			String value = this.in.accept('=') ? value() : null;
			// Section 4: each parameter once in an element.
			if (value == null || parameters.put(name.toLowerCase(Locale.ROOT), value) != null) {
				return null;
			}
		}
		while (this.in.acceptBehindBlanks(';'));
		return parameters;
	}

	private @Nullable String value() {
		if (this.in.accept('"')) {
			return this.in.quoted();
		}
		String token = this.in.token("[]:");
		return token.isEmpty() ? null : token;
	}

}
