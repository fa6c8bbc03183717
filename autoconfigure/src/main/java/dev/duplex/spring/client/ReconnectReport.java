package dev.duplex.spring.client;

import java.time.Duration;
import java.util.List;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.spring.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the log how a client fares that is kept connected: each loss, the first of
 * several failures in a row, and its end, as whoever operates it wants to know.
 */
final class ReconnectReport implements ReconnectListener {

	private static final Log logger = LogFactory.getLog(ReconnectReport.class);

	private final String id;

	private final List<ClientObserver> observers;

	private final ReconnectListener listener;

	private final Runnable onEnded;

	/**
	 * Creates a report.
	 * @param id the client's id
	 * @param observers hear of attempts to connect again
	 * @param listener hears everything, after us
	 * @param onEnded called when there will be no connection any more
	 */
	ReconnectReport(String id, List<ClientObserver> observers, ReconnectListener listener, Runnable onEnded) {
		this.id = id;
		this.observers = observers;
		this.listener = listener;
		this.onEnded = onEnded;
	}

	@Override
	public void onConnected(WebSocketConnection connection) {
		logger.info(client(this.id) + " connected");
		this.listener.onConnected(connection);
	}

	@Override
	public void onReconnecting(int attempt, Duration delay, @Nullable CloseReason lost,
			@Nullable ConnectFailedException failure) {
		String text = describe(this.id, lost, failure) + "; connecting again in " + seconds(delay);
		if (lost != null || attempt == 1) {
			logger.warn(text, thrown(failure));
		}
		else {
			logger.debug(text, thrown(failure));
		}
		this.observers.forEach((observer) -> observer.reconnecting(this.id));
		this.listener.onReconnecting(attempt, delay, lost, failure);
	}

	@Override
	public void onEnded(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
		String text = describe(this.id, lost, failure) + "; not connecting again";
		if (isMeant(lost, failure)) {
			logger.debug(text);
		}
		else {
			logger.warn(text, thrown(failure));
		}
		this.onEnded.run();
		this.listener.onEnded(lost, failure);
	}

	/**
	 * Whether the application ended it, or ends itself.
	 */
	private static boolean isMeant(@Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
		if (lost != null) {
			return lost.initiator() == Initiator.LOCAL
					&& (lost.code() == CloseCode.NORMAL || lost.code() == CloseCode.GOING_AWAY);
		}
		return failure == null || failure.reason() == Reason.CLOSED;
	}

	/**
	 * What the application itself threw, of which the message says nothing.
	 */
	static @Nullable Throwable thrown(@Nullable ConnectFailedException failure) {
		return (failure != null && failure.reason() == Reason.REQUEST && failure.getCause() != null)
				? LogText.of(failure.getCause()) : null;
	}

	static String client(String id) {
		return "WebSocket client '" + id + "'";
	}

	static String describe(String id, @Nullable CloseReason lost, @Nullable ConnectFailedException failure) {
		if (lost != null) {
			return client(id) + " was closed by " + lost.initiator() + " with " + lost.code()
					+ (lost.reason().isEmpty() ? "" : " (" + LogText.of(lost.reason()) + ")");
		}
		return client(id) + ": "
				+ ((failure != null) ? LogText.escape(String.valueOf(failure.getMessage())) : "closed");
	}

	private static String seconds(Duration delay) {
		return Math.round(delay.toMillis() / 100.0) / 10.0 + "s";
	}

}
