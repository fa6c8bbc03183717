package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

import dev.duplex.spring.MessageNotReadableException;
import dev.duplex.spring.UnknownMessageTypeException;
import org.jspecify.annotations.Nullable;

/**
 * Which handler takes a message: by its type, where handlers say for which they are.
 * Where none does, a message is not looked into.
 */
final class MessageRoutes {

	private final HandlerKind kind;

	private final @Nullable PayloadCodec codec;

	private final Map<String, BoundHandler> byType = new HashMap<>();

	private @Nullable BoundHandler rest;

	/**
	 * Creates routes to nowhere.
	 * @param kind whether they are for text or for binary messages
	 * @param codec tells the type of a message, or {@code null} if nothing can
	 */
	MessageRoutes(HandlerKind kind, @Nullable PayloadCodec codec) {
		this.kind = kind;
		this.codec = codec;
	}

	/**
	 * Adds a handler, at start.
	 * @param types the types that it takes; none for all that is left
	 */
	void add(EndpointSource at, BoundHandler handler, String... types) {
		if (types.length == 0) {
			if (this.rest != null) {
				throw at.invalid(
						"The endpoint has another " + this.kind + " method"
								+ (this.byType.isEmpty() ? "" : " without a type") + ": "
								+ EndpointSource.signature(this.rest.method()) + ".",
						"Keep one " + this.kind + " method, or say by type which messages each of them takes, as in "
								+ this.kind + "(type = \"order\").");
			}
			this.rest = handler;
			return;
		}
		if (this.codec == null) {
			throw at.invalid("The type of a message is a field of its JSON, and the application has no JsonMapper.",
					"Add org.springframework.boot:spring-boot-starter-jackson, or a bean of type "
							+ "tools.jackson.databind.json.JsonMapper; or remove the type.");
		}
		for (String type : types) {
			add(at, type, handler);
		}
	}

	private void add(EndpointSource at, String type, BoundHandler handler) {
		if (type.isEmpty()) {
			throw at.invalid("The type of its messages is empty.",
					"Name the type, or remove it to take all messages that no other method takes.");
		}
		BoundHandler other = this.byType.putIfAbsent(type, handler);
		if (other != null) {
			Method method = other.method();
			throw at.invalid(
					(other == handler) ? "It names the type '" + type + "' twice." : "Messages of type '" + type
							+ "' are taken by " + EndpointSource.signature(method) + ", too.",
					"Keep one " + this.kind + " method for each type.");
		}
	}

	boolean isEmpty() {
		return this.rest == null && this.byType.isEmpty();
	}

	/**
	 * Finds the handler of a message.
	 * @param payload the whole message, whose position stays as it is
	 * @return the handler, or {@code null} if no message of this kind is taken
	 * @throws MessageNotReadableException if the message cannot be looked into, and no
	 * handler takes what is left
	 * @throws UnknownMessageTypeException if its type has no handler, and likewise
	 */
	@Nullable BoundHandler find(ByteBuffer payload) {
		if (this.codec == null || this.byType.isEmpty()) {
			return this.rest;
		}
		String type = null;
		try {
			type = this.codec.messageType(payload);
		}
		catch (Exception ex) {
			if (this.rest == null) {
				throw new MessageNotReadableException("message whose type is not readable", ex);
			}
		}
		BoundHandler handler = (type != null) ? this.byType.get(type) : null;
		if (handler == null && this.rest == null) {
			throw new UnknownMessageTypeException(
					(type != null) ? "message of an unknown type" : "message without a type", type);
		}
		return (handler != null) ? handler : this.rest;
	}

}
