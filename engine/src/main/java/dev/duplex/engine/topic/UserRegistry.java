package dev.duplex.engine.topic;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Users;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Utf8;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of each user, from the first time that somebody asks for one. Safe from
 * any thread.
 */
public final class UserRegistry implements Users {

	private final Iterable<Session> open;

	/** Whether sessions are to be noted; set before those that are open are. */
	private volatile boolean noting;

	private volatile boolean ready;

	/** Changed under the lock of the names. */
	private final Map<String, Set<Session>> byName = new ConcurrentHashMap<>();

	/** Kept apart, as a principal may call itself something else later. */
	private final Map<Session, String> names = new HashMap<>();

	/** While all are noted, sessions that begin and end do not wait. */
	private final Object first = new Object();

	/**
	 * Creates a registry.
	 * @param open a live view of the open sessions, weakly consistent
	 */
	public UserRegistry(Iterable<Session> open) {
		this.open = open;
	}

	/**
	 * Notes a session. To be called when it is among the open ones, before it can end.
	 * @param session the session
	 */
	public void begun(Session session) {
		if (this.noting) {
			note(session);
		}
	}

	/**
	 * Forgets a session. To be called when it is not among the open ones any more.
	 * @param session the session
	 */
	public void ended(Session session) {
		if (this.noting) {
			forget(session);
		}
	}

	private void note(Session session) {
		String name = name(session);
		if (name != null) {
			synchronized (this.names) {
				if (this.names.putIfAbsent(session, name) == null) {
					this.byName.computeIfAbsent(name, (key) -> ConcurrentHashMap.newKeySet(1)).add(session);
				}
			}
		}
	}

	private void forget(Session session) {
		synchronized (this.names) {
			String name = this.names.remove(session);
			Set<Session> sessions = (name != null) ? this.byName.get(name) : null;
			if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
				this.byName.remove(name);
			}
		}
	}

	private static @Nullable String name(Session session) {
		Principal principal = session.principal();
		try {
			return (principal != null) ? principal.getName() : null;
		}
		catch (RuntimeException ex) {
			// A principal of the application's that has no name is nobody's to find.
			return null;
		}
	}

	private Set<Session> sessions(String user) {
		if (!this.ready) {
			noteAll();
		}
		return this.byName.getOrDefault(user, Set.of());
	}

	private void noteAll() {
		synchronized (this.first) {
			if (this.ready) {
				return;
			}
			this.noting = true;
			for (Session session : this.open) {
				note(session);
				if (!session.isOpen()) {
					// It may have been forgotten before it was noted.
					forget(session);
				}
			}
			this.ready = true;
		}
	}

	@Override
	public int sendText(String user, String text) {
		return sendText(user, text, PublishOptions.defaults());
	}

	@Override
	public int sendBinary(String user, ByteBuffer data) {
		return sendBinary(user, data, PublishOptions.defaults());
	}

	@Override
	public int sendText(String user, String text, PublishOptions options) {
		return send(user, true, ByteBuffer.wrap(Utf8.encode(text)), options);
	}

	@Override
	public int sendText(String user, ByteBuffer utf8, PublishOptions options) {
		if (!Utf8.isWellFormed(utf8)) {
			throw new IllegalArgumentException("text is not well-formed UTF-8");
		}
		return send(user, true, utf8, options);
	}

	@Override
	public int sendBinary(String user, ByteBuffer data, PublishOptions options) {
		return send(user, false, data, options);
	}

	private int send(String user, boolean text, ByteBuffer payload, PublishOptions options) {
		Set<Session> sessions = sessions(user);
		if (sessions.isEmpty()) {
			return 0;
		}
		PublishedMessage message = new PublishedMessage(text, payload, options.delivery());
		int count = 0;
		for (Session session : sessions) {
			count++;
			session.context().execute(() -> {
				if (new Recipients(options).include(session)) {
					session.deliver(message);
				}
			});
		}
		return count;
	}

	@Override
	public Collection<WebSocketConnection> connections(String user) {
		List<WebSocketConnection> connections = new ArrayList<>();
		for (Session session : sessions(user)) {
			if (session.isOpen()) {
				connections.add(session);
			}
		}
		return connections;
	}

}
