package dev.duplex.spring;

import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link HandshakeFilter} makes of a handshake. Immutable: each method with a name
 * of "with" returns another answer.
 */
public sealed interface HandshakeAnswer {

	/**
	 * Lets the handshake go on: to the next filter, or else to the endpoint.
	 * @return an answer that adds nothing
	 */
	static Accept accept() {
		return Accept.NOTHING;
	}

	/**
	 * Answers with an HTTP response and ends the connection, or over HTTP/2 the stream.
	 * @param status the HTTP status, from 300 to 599 but not 304: over HTTP/2 each of 2xx
	 * would accept (RFC 8441 section 5)
	 * @return an answer with an empty body
	 * @throws IllegalArgumentException if the status is another
	 */
	static Refuse refuse(int status) {
		return new Refuse(status, List.of(), "");
	}

	/**
	 * The handshake may go on.
	 *
	 * @param attributes what the connection's attributes begin with
	 * @param principal the connection's user, or {@code null} for the one that is known
	 * @param subprotocol the subprotocol to speak, or {@code null} for the one that the
	 * endpoint chose
	 * @param headers further headers of the response that accepts
	 */
	record Accept(Map<String, Object> attributes, @Nullable Principal principal, @Nullable String subprotocol,
			List<Header> headers) implements HandshakeAnswer {

		private static final Accept NOTHING = new Accept(Map.of(), null, null, List.of());

		/** What the opening handshake itself is answered with. */
		private static final Set<String> OURS = Set.of("connection", "content-length", "transfer-encoding", "upgrade");

		/**
		 * Copies and checks.
		 * @throws IllegalArgumentException if a header cannot be sent, or is one of those
		 * that the opening handshake is answered with
		 */
		public Accept {
			attributes = Map.copyOf(attributes);
			headers = List.copyOf(headers);
			for (Header header : headers) {
				String name = header.requireSendable().name().toLowerCase(Locale.ROOT);
				Assert.isTrue(!OURS.contains(name) && !name.startsWith("sec-websocket-"),
						() -> "Header " + name + " is not the application's");
			}
		}

		/**
		 * Adds an attribute of the connection.
		 * @param name its name; another of the same name is replaced
		 * @param value its value
		 * @return another answer
		 */
		public Accept withAttribute(String name, Object value) {
			Map<String, Object> all = new HashMap<>(this.attributes);
			all.put(name, value);
			return new Accept(all, this.principal, this.subprotocol, this.headers);
		}

		/**
		 * Says who the user is.
		 * @param user the connection's user, in place of the one that is known
		 * @return another answer
		 */
		public Accept withPrincipal(Principal user) {
			return new Accept(this.attributes, user, this.subprotocol, this.headers);
		}

		/**
		 * Chooses the subprotocol.
		 * @param name one that the client offers (RFC 6455 section 4.2.2); with another
		 * the handshake is answered 500
		 * @return another answer
		 */
		public Accept withSubprotocol(String name) {
			return new Accept(this.attributes, this.principal, name, this.headers);
		}

		/**
		 * Adds a header to the response.
		 * @param name its name
		 * @param value its value
		 * @return another answer
		 * @throws IllegalArgumentException as the constructor
		 */
		public Accept withHeader(String name, String value) {
			return new Accept(this.attributes, this.principal, this.subprotocol, plus(this.headers, name, value));
		}

		private static List<Header> plus(List<Header> headers, String name, String value) {
			List<Header> all = new ArrayList<>(headers);
			all.add(new Header(name, value));
			return all;
		}

	}

	/**
	 * The handshake ends with an HTTP response.
	 *
	 * @param status the HTTP status
	 * @param headers its headers; without a Content-Type the body is plain text
	 * @param body its body, sent in UTF-8
	 */
	record Refuse(int status, List<Header> headers, String body) implements HandshakeAnswer {

		/** What follows from the connection and from the body. */
		private static final Set<String> OURS = Set.of("connection", "content-length", "transfer-encoding");

		/**
		 * Copies and checks.
		 * @throws IllegalArgumentException if the status does not refuse, or a header
		 * cannot be sent or follows from the connection and the body
		 */
		public Refuse {
			Assert.isTrue(status >= 300 && status <= 599 && status != 304,
					() -> "Status " + status + " does not refuse a handshake");
			Assert.notNull(body, "body must not be null");
			headers = List.copyOf(headers);
			for (Header header : headers) {
				String name = header.requireSendable().name().toLowerCase(Locale.ROOT);
				Assert.isTrue(!OURS.contains(name), () -> "Header " + name + " is not the application's");
			}
		}

		/**
		 * Adds a header.
		 * @param name its name
		 * @param value its value
		 * @return another answer
		 * @throws IllegalArgumentException as the constructor
		 */
		public Refuse withHeader(String name, String value) {
			return new Refuse(this.status, Accept.plus(this.headers, name, value), this.body);
		}

		/**
		 * Sets the body.
		 * @param content a text, or what a Content-Type header says
		 * @return another answer
		 */
		public Refuse withBody(String content) {
			return new Refuse(this.status, this.headers, content);
		}

	}

}
