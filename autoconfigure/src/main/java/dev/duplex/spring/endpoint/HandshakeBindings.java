package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint takes from the opening handshake, bound once when a connection opens:
 * a message costs no conversion, and a client that leaves something out hears of it at
 * once.
 */
final class HandshakeBindings {

	private static final @Nullable Object[] NOTHING = {};

	/**
	 * One value of the handshake.
	 */
	@FunctionalInterface
	interface Binding {

		@Nullable Object bind(HandshakeValues values) throws HandshakeBindingException;

	}

	private final List<Binding> bindings = new ArrayList<>();

	/**
	 * Adds a value, at start.
	 * @return its index in what {@link #bind} returns
	 */
	int add(Binding binding) {
		this.bindings.add(binding);
		return this.bindings.size() - 1;
	}

	boolean isEmpty() {
		return this.bindings.isEmpty();
	}

	@Nullable Object[] bind(WebSocketConnection connection) throws HandshakeBindingException {
		if (isEmpty()) {
			return NOTHING;
		}
		HandshakeValues values = new HandshakeValues(connection);
		@Nullable Object[] bound = new Object[this.bindings.size()];
		for (int i = 0; i < bound.length; i++) {
			bound[i] = this.bindings.get(i).bind(values);
		}
		return bound;
	}

	/**
	 * What is bound on a connection of an endpoint that takes nothing from the handshake.
	 */
	static @Nullable Object[] nothing() {
		return NOTHING;
	}

}
