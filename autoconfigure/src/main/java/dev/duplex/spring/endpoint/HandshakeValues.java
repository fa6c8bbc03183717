package dev.duplex.spring.endpoint;

import java.util.List;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Header;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

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
