package dev.duplex.engine;

import java.util.List;
import java.util.concurrent.Executor;

import dev.duplex.engine.protocol.OriginPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a group of connections has in common, on either side: a name, a handler and the
 * rules they live by. Immutable, but for its counters.
 */
public final class Endpoint {

	private final String name;

	private final ConnectionHandler handler;

	private final ConnectionOptions options;

	private final @Nullable Executor executor;

	private final List<String> subprotocols;

	private final OriginPolicy originPolicy;

	private final Traffic traffic = new Traffic();

	private Endpoint(Builder builder) {
		this.name = builder.name;
		this.handler = builder.handler;
		this.options = builder.options;
		this.executor = builder.executor;
		this.subprotocols = List.copyOf(builder.subprotocols);
		this.originPolicy = builder.originPolicy;
		if (this.options.maxMessageSize() == -1 && !(this.handler instanceof PartialMessageHandler)) {
			throw new IllegalArgumentException(
					"maxMessageSize must be at least 1 where messages are not received in parts");
		}
	}

	/**
	 * Starts an endpoint.
	 * @param name its name in logs and metrics: the path or path template
	 * @param handler what its connections do
	 * @return a builder
	 */
	public static Builder builder(String name, ConnectionHandler handler) {
		return new Builder(name, handler);
	}

	/**
	 * The name in logs and metrics.
	 * @return the path or path template
	 */
	public String name() {
		return this.name;
	}

	/**
	 * What the connections do.
	 * @return the handler
	 */
	public ConnectionHandler handler() {
		return this.handler;
	}

	/**
	 * The limits of each connection.
	 * @return the options
	 */
	public ConnectionOptions options() {
		return this.options;
	}

	/**
	 * Where the handler runs.
	 * @return the executor, or {@code null} for the connection's event loop
	 */
	public @Nullable Executor executor() {
		return this.executor;
	}

	/**
	 * The subprotocols the endpoint speaks (RFC 6455 section 1.9).
	 * @return the names; the client's order decides. A client offers them all
	 */
	public List<String> subprotocols() {
		return this.subprotocols;
	}

	/**
	 * Which pages of browsers may connect (RFC 6455 section 10.2).
	 * @return the policy
	 */
	public OriginPolicy originPolicy() {
		return this.originPolicy;
	}

	/**
	 * What went through the endpoint so far.
	 * @return the live counters
	 */
	public Traffic traffic() {
		return this.traffic;
	}

	@Override
	public String toString() {
		return "Endpoint " + this.name;
	}

	/**
	 * Builds an {@link Endpoint}. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private final ConnectionHandler handler;

		private ConnectionOptions options = ConnectionOptions.defaults();

		private @Nullable Executor executor;

		private List<String> subprotocols = List.of();

		private OriginPolicy originPolicy = OriginPolicy.sameOrigin();

		private Builder(String name, ConnectionHandler handler) {
			this.name = name;
			this.handler = handler;
		}

		/**
		 * The limits of each connection. Default: {@link ConnectionOptions#defaults()}.
		 * @param options the options
		 * @return this
		 */
		public Builder options(ConnectionOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Where the handler runs. Default: the connection's event loop, which it must not
		 * block.
		 * @param executor an executor that may run a task for each connection at once; it
		 * gets one task for a batch of messages. {@code null} for the event loop
		 * @return this
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * The subprotocols the endpoint speaks. Default: none.
		 * @param subprotocols tokens (RFC 6455 section 4.1)
		 * @return this
		 */
		public Builder subprotocols(List<String> subprotocols) {
			this.subprotocols = subprotocols;
			return this;
		}

		/**
		 * Which pages of browsers may connect. Default: those of the same origin.
		 * @param originPolicy the policy
		 * @return this
		 */
		public Builder originPolicy(OriginPolicy originPolicy) {
			this.originPolicy = originPolicy;
			return this;
		}

		/**
		 * Builds the endpoint.
		 * @return the endpoint
		 */
		public Endpoint build() {
			return new Endpoint(this);
		}

	}

}
