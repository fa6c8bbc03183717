package dev.duplex.engine;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.WebSocketUri;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a client connects. Immutable.
 */
public final class ConnectRequest {

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private final WebSocketUri uri;

	private final List<Header> headers;

	private final Duration connectTimeout;

	private final @Nullable HttpProxy proxy;

	private final @Nullable ClientTls tls;

	private final int maxRedirects;

	private ConnectRequest(Builder builder) {
		this.uri = builder.uri;
		this.headers = List.copyOf(builder.headers);
		this.connectTimeout = builder.connectTimeout;
		this.proxy = builder.proxy;
		this.tls = builder.tls;
		this.maxRedirects = builder.maxRedirects;
	}

	/**
	 * Starts a request.
	 * @param uri where to: {@code ws} or {@code wss}, without a fragment or user
	 * information (RFC 6455 section 3)
	 * @return a builder
	 * @throws IllegalArgumentException saying what is wrong with the URI
	 */
	public static Builder to(URI uri) {
		return new Builder(WebSocketUri.parse(uri.toASCIIString()));
	}

	/**
	 * Starts a request.
	 * @param uri as {@link #to(URI)}
	 * @return a builder
	 * @throws IllegalArgumentException saying what is wrong with the URI
	 */
	public static Builder to(String uri) {
		return new Builder(WebSocketUri.parse(uri));
	}

	/**
	 * Starts from these values, to another URI.
	 * @param other the URI
	 * @return a builder
	 */
	public Builder toBuilder(WebSocketUri other) {
		Builder builder = new Builder(other);
		builder.headers.addAll(this.headers);
		builder.connectTimeout = this.connectTimeout;
		builder.proxy = this.proxy;
		builder.tls = this.tls;
		builder.maxRedirects = this.maxRedirects;
		return builder;
	}

	/**
	 * Where to.
	 * @return the URI, taken apart
	 */
	public WebSocketUri uri() {
		return this.uri;
	}

	/**
	 * The application's headers of the opening handshake.
	 * @return the headers, in order
	 */
	public List<Header> headers() {
		return this.headers;
	}

	/**
	 * Longest time for everything up to the server's answer: looking up the name, TCP,
	 * proxy, TLS, opening handshake and redirects.
	 * @return the time
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * The proxy to go through.
	 * @return the proxy, or {@code null} for none
	 */
	public @Nullable HttpProxy proxy() {
		return this.proxy;
	}

	/**
	 * How {@code wss} does TLS.
	 * @return the options, or {@code null} for {@link ClientTls#defaults()}
	 */
	public @Nullable ClientTls tls() {
		return this.tls;
	}

	/**
	 * How many redirects are followed.
	 * @return the number; 0 for none
	 */
	public int maxRedirects() {
		return this.maxRedirects;
	}

	/**
	 * Names the URI without its query, in which secrets may travel.
	 */
	@Override
	public String toString() {
		return this.uri.toString();
	}

	/**
	 * Builds a {@link ConnectRequest}. Not thread-safe.
	 */
	public static final class Builder {

		private final WebSocketUri uri;

		private final List<Header> headers = new ArrayList<>();

		private Duration connectTimeout = Duration.ofSeconds(10);

		private @Nullable HttpProxy proxy;

		private @Nullable ClientTls tls;

		private int maxRedirects;

		private Builder(WebSocketUri uri) {
			this.uri = uri;
		}

		/**
		 * Adds a header to the opening handshake, such as Authorization or Origin.
		 * @param name the name
		 * @param value the value
		 * @return this
		 * @throws IllegalArgumentException if the handshake sets the header itself, or it
		 * cannot be sent
		 */
		public Builder header(String name, String value) {
			this.headers.add(ClientOpeningHandshake.requireAllowed(new Header(name, value)));
			return this;
		}

		/**
		 * Takes headers out.
		 * @param name their name, in any case
		 * @return this
		 */
		public Builder withoutHeader(String name) {
			this.headers.removeIf((header) -> header.is(name));
			return this;
		}

		/**
		 * Longest time for everything up to the server's answer. Default: 10 s.
		 * @param connectTimeout the time, positive and at most 365 days
		 * @return this
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			if (connectTimeout.isNegative() || connectTimeout.isZero() || connectTimeout.compareTo(MAX_TIME) > 0) {
				throw new IllegalArgumentException("connectTimeout must be positive and at most 365 days");
			}
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * The proxy to go through. Default: none; the JDK's proxy properties are not
		 * looked at.
		 * @param proxy the proxy, or {@code null} for none
		 * @return this
		 */
		public Builder proxy(@Nullable HttpProxy proxy) {
			this.proxy = proxy;
			return this;
		}

		/**
		 * How {@code wss} does TLS. Default: {@link ClientTls#defaults()}.
		 * @param tls the options, or {@code null} for the default
		 * @return this
		 */
		public Builder tls(@Nullable ClientTls tls) {
			this.tls = tls;
			return this;
		}

		/**
		 * How many redirects are followed (301, 302, 303, 307, 308). Default: 0. One from
		 * {@code wss} to {@code ws} never is; Authorization and Cookie are not sent to
		 * another host, port or scheme.
		 * @param maxRedirects the number, not negative
		 * @return this
		 */
		public Builder maxRedirects(int maxRedirects) {
			if (maxRedirects < 0) {
				throw new IllegalArgumentException("maxRedirects must not be negative");
			}
			this.maxRedirects = maxRedirects;
			return this;
		}

		/**
		 * Makes the request.
		 * @return the request
		 */
		public ConnectRequest build() {
			return new ConnectRequest(this);
		}

	}

}
