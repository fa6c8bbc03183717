package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * One HTTP header line.
 *
 * @param name the name; compared without regard to case
 * @param value the value, without blanks around it
 */
public record Header(String name, String value) {

	/**
	 * Whether the header has a name, in any case.
	 * @param other the name
	 * @return whether they are the same
	 */
	public boolean is(String other) {
		return this.name.equalsIgnoreCase(other);
	}

	/**
	 * All values of a header, a line each.
	 * @param headers the header lines to look through
	 * @param name the header's name, in any case
	 * @return the values, in order
	 */
	static List<String> values(List<Header> headers, String name) {
		List<String> values = new ArrayList<>(1);
		for (Header header : headers) {
			if (header.is(name)) {
				values.add(header.value());
			}
		}
		return values;
	}

	/**
	 * Refuses what would break out of its line (response splitting).
	 * @return this
	 * @throws IllegalArgumentException if the name is not a token or the value has a
	 * control character or one beyond ISO-8859-1
	 */
	public Header requireSendable() {
		if (!HttpGrammar.isToken(this.name)) {
			throw new IllegalArgumentException("header name is not a token");
		}
		if (!HttpGrammar.isFieldValue(this.value)) {
			throw new IllegalArgumentException("value of header " + this.name + " has a character that is not allowed");
		}
		return this;
	}

}
