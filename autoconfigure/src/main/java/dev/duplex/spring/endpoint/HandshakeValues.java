package dev.duplex.spring.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * The values of one handshake, while they are bound. The query is parsed at most once.
 */
final class HandshakeValues {

	private final WebSocketConnection connection;

	private @Nullable Map<String, List<String>> query;

	HandshakeValues(WebSocketConnection connection) {
		this.connection = connection;
	}

	WebSocketConnection connection() {
		return this.connection;
	}

	Map<String, List<String>> query() {
		Map<String, List<String>> query = this.query;
		if (query == null) {
			query = this.connection.handshake().queryParameters();
			this.query = query;
		}
		return query;
	}

	/**
	 * The cookie of a name: the first, as in Spring MVC, its value decoded if it is
	 * well-formed percent-encoding.
	 */
	List<String> cookie(String name) {
		for (String header : this.connection.handshake().headers("Cookie")) {
			for (String pair : header.split(";")) {
				int equals = pair.indexOf('=');
				if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
					return List.of(decoded(pair.substring(equals + 1).trim()));
				}
			}
		}
		return List.of();
	}

	private static String decoded(String value) {
		try {
			return StringUtils.uriDecode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return value;
		}
	}

	/**
	 * The language that the client likes best, or else the application's own.
	 */
	Locale locale() {
		try {
			List<Locale> accepted = headers().getAcceptLanguageAsLocales();
			return accepted.isEmpty() ? Locale.getDefault() : accepted.get(0);
		}
		catch (IllegalArgumentException ex) {
			return Locale.getDefault();
		}
	}

	HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		for (Header header : this.connection.handshake().headers()) {
			headers.add(header.name(), header.value());
		}
		return headers;
	}

	/**
	 * The kinds of values that have a name.
	 */
	enum Source {

		PATH_VARIABLE("path variable") {
			@Override
			List<String> get(HandshakeValues values, String name) {
				String value = values.connection.pathVariables().get(name);
				return (value != null) ? List.of(value) : List.of();
			}
		},

		QUERY_PARAMETER("query parameter") {
			@Override
			List<String> get(HandshakeValues values, String name) {
				return values.query().getOrDefault(name, List.of());
			}
		},

		COOKIE("cookie") {
			@Override
			List<String> get(HandshakeValues values, String name) {
				return values.cookie(name);
			}
		},

		HEADER("header") {
			@Override
			List<String> get(HandshakeValues values, String name) {
				return values.connection.handshake().headers(name);
			}
		};

		private final String text;

		Source(String text) {
			this.text = text;
		}

		abstract List<String> get(HandshakeValues values, String name);

		@Override
		public String toString() {
			return this.text;
		}

	}

}
