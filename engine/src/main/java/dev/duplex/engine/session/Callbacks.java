package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.PartialMessageHandler;

/**
 * Calls a session's handler and deals with what it throws, on whatever thread handlers
 * run.
 */
final class Callbacks {

	private Callbacks() {
	}

	static void open(Session session) {
		try {
			handler(session).onOpen(session);
		}
		catch (Throwable ex) {
			failed(session, ex);
		}
	}

	static void message(Session session, boolean text, ByteBuffer payload) {
		if (session.isDiscarding()) {
			return;
		}
		try {
			if (text) {
				handler(session).onText(session, payload);
			}
			else {
				handler(session).onBinary(session, payload);
			}
		}
		catch (Throwable ex) {
			failed(session, ex);
		}
	}

	static void part(Session session, boolean text, ByteBuffer payload, boolean last) {
		if (session.isDiscarding() || !(handler(session) instanceof PartialMessageHandler handler)) {
			return;
		}
		try {
			if (text) {
				handler.onTextPart(session, payload, last);
			}
			else {
				handler.onBinaryPart(session, payload, last);
			}
		}
		catch (Throwable ex) {
			failed(session, ex);
		}
	}

	static void pong(Session session, ByteBuffer payload) {
		if (session.isDiscarding()) {
			return;
		}
		try {
			handler(session).onPong(session, payload);
		}
		catch (Throwable ex) {
			failed(session, ex);
		}
	}

	static void closed(Session session, CloseReason reason) {
		try {
			handler(session).onClose(session, reason);
		}
		catch (Throwable ex) {
			session.host().listener().onHandlerFailure(session, ex);
		}
	}

	private static void failed(Session session, Throwable failure) {
		boolean handled = false;
		try {
			handled = handler(session).onError(session, failure);
		}
		catch (Throwable ex) {
			if (ex != failure) {
				failure.addSuppressed(ex);
			}
		}
		if (!handled) {
			session.host().listener().onHandlerFailure(session, failure);
			session.handlerFailed();
		}
	}

	private static ConnectionHandler handler(Session session) {
		return session.handler();
	}

}
