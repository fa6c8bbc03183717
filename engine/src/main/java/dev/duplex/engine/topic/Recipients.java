package dev.duplex.engine.topic;

import java.util.function.Predicate;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a message of those that one task would give it to. Of one task.
 */
final class Recipients {

	private final @Nullable WebSocketConnection except;

	private final @Nullable Predicate<? super WebSocketConnection> condition;

	private boolean failed;

	Recipients(PublishOptions options) {
		this.except = options.except();
		this.condition = options.condition();
	}

	boolean include(Session session) {
		if (session == this.except) {
			return false;
		}
		return this.condition == null || holds(this.condition, session);
	}

	private boolean holds(Predicate<? super WebSocketConnection> condition, Session session) {
		try {
			return condition.test(session);
		}
		catch (Throwable ex) {
			// It is the application's, and the others are still to be served. Told once:
			// where it fails for one, it mostly does for all.
			if (!this.failed) {
				this.failed = true;
				session.conditionFailed(ex);
			}
			return false;
		}
	}

}
