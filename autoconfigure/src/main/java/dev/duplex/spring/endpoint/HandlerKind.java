package dev.duplex.spring.endpoint;

import java.lang.annotation.Annotation;

import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketExceptionHandler;

/**
 * What a handler is called for.
 */
enum HandlerKind {

	CONNECT(OnConnect.class, "connect"),

	TEXT(OnText.class, "text"),

	BINARY(OnBinary.class, "binary"),

	PONG(OnPong.class, "pong"),

	DISCONNECT(OnDisconnect.class, "disconnect"),

	EXCEPTION(WebSocketExceptionHandler.class, "exception");

	private final Class<? extends Annotation> annotation;

	private final String type;

	HandlerKind(Class<? extends Annotation> annotation, String type) {
		this.annotation = annotation;
		this.type = type;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * The name that a {@link HandlerObserver} hears.
	 */
	String type() {
		return this.type;
	}

	boolean hasPayload() {
		return this == TEXT || this == BINARY || this == PONG;
	}

	@Override
	public String toString() {
		return "@" + this.annotation.getSimpleName();
	}

}
