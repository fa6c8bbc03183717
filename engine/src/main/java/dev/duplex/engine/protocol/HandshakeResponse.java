package dev.duplex.engine.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A server's answer to an opening handshake (RFC 6455 section 4.2.2), without the body
 * that a refusal may have.
 *
 * @param status the HTTP status code, 101 if the handshake was accepted
 * @param reasonPhrase the text behind it, often empty. Foreign text: escape it before it
 * goes into a log or a page
 * @param headers all header lines, in order
 */
public record HandshakeResponse(int status, String reasonPhrase, List<Header> headers) {

	/**
	 * Copies the headers.
	 */
	public HandshakeResponse {
		headers = List.copyOf(headers);
	}

	/**
	 * The first value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} for none
	 */
	public @Nullable String header(String name) {
		List<String> values = headers(name);
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * All values of a header, a line each.
	 * @param name the name, in any case
	 * @return the values, in order
	 */
	public List<String> headers(String name) {
		return Header.values(this.headers, name);
	}

}
