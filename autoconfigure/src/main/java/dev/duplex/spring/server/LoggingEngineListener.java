package dev.duplex.spring.server;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.spring.log.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Writes what an operator wants to know into the log: limits that were passed as warnings
 * that name the property to change, failures of handlers as errors, and what peers do
 * wrong for those who debug. Text of a peer is escaped and cut.
 */
public final class LoggingEngineListener implements EngineListener {

	private static final Log logger = LogFactory.getLog(LoggingEngineListener.class);

	private final Set<String> originsRefused = ConcurrentHashMap.newKeySet();

	private final Set<String> proxiesRefused = ConcurrentHashMap.newKeySet();

	private final BinaryOperator<String> properties;

	/**
	 * Creates a listener that names the properties of all endpoints.
	 */
	public LoggingEngineListener() {
		this((endpoint, property) -> property);
	}

	/**
	 * Creates a listener that knows the properties of single endpoints.
	 * @param properties says which property is in effect, from the name of an endpoint
	 * and the property of all endpoints; called from any thread
	 */
	public LoggingEngineListener(BinaryOperator<String> properties) {
		this.properties = properties;
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		if (logger.isDebugEnabled()) {
			logger.debug(describe(connection) + " opened");
		}
	}

	@Override
	public void onConnected(WebSocketConnection connection) {
		if (logger.isDebugEnabled()) {
			logger.debug(describe(connection) + " opened");
		}
	}

	/**
	 * For those who debug, as whoever asked for the connection is told.
	 */
	@Override
	public void onConnectFailed(String endpoint, ConnectFailedException failure) {
		if (logger.isDebugEnabled()) {
			logger.debug("Client " + endpoint + ": " + LogText.escape(String.valueOf(failure.getMessage()))
					+ ((failure.getCause() != null) ? " (" + failure.getCause().getClass().getName() + ")" : ""));
		}
	}

	@Override
	public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
		if (endpoint != null && refusal.reason().equals("origin") && this.originsRefused.add(endpoint)) {
			// Once for each endpoint: the developer whose page it is wants to know, and
			// nobody may fill the log with it.
			logger.warn("A page of another origin was refused at " + endpoint
					+ " with 403. If it may connect, add its origin to "
					+ this.properties.apply(endpoint, "duplex.security.allowed-origins"));
			return;
		}
		if (logger.isDebugEnabled()) {
			logger.debug("Opening handshake" + ((endpoint != null) ? " for " + endpoint : "") + " refused with "
					+ refusal.status() + ": " + LogText.of(refusal.reason()));
		}
	}

	@Override
	public void onHandshakeAborted(String cause) {
		@Nullable String explanation = switch (cause) {
			case "untrusted_proxy" -> "A connection was closed that did not come from a trusted proxy, as "
					+ "duplex.server.proxy-protocol is required. If it was one, add its address to "
					+ "duplex.server.trusted-proxies";
			case "proxy_header" ->
				"A trusted proxy's connection was closed as it did not begin with a header of the PROXY "
						+ "protocol. Let the proxy send one, or set duplex.server.proxy-protocol=off";
			default -> null;
		};
		if (explanation != null && this.proxiesRefused.add(cause)) {
			// Once, as with origins.
			logger.warn(explanation);
			return;
		}
		if (logger.isDebugEnabled()) {
			logger.debug("Opening handshake aborted: " + LogText.of(cause));
		}
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		if (logger.isDebugEnabled()) {
			logger.debug(describe(connection) + " closed by " + reason.initiator() + " with " + reason.code()
					+ (reason.reason().isEmpty() ? "" : " (" + LogText.of(reason.reason()) + ")"));
		}
	}

	@Override
	public void onLimit(WebSocketConnection connection, Limit limit, long configured) {
		switch (limit) {
			case FRAME_SIZE, MESSAGE_SIZE, FRAGMENTS, CONTROL_FRAMES, SEND_QUEUE_BYTES, SEND_QUEUE_MESSAGES,
					SEND_TIMEOUT ->
				logger.warn(describe(connection) + " " + explain(connection, limit, configured));
			case PONG_TIMEOUT, IDLE_TIMEOUT, CLOSE_TIMEOUT -> {
				// Peers get lost every day, and no limit is at fault.
				if (logger.isDebugEnabled()) {
					logger.debug(describe(connection) + " " + explain(connection, limit, configured));
				}
			}
		}
	}

	@Override
	public void onDrop(WebSocketConnection connection, OverflowPolicy policy, Limit limit, long configured) {
		logger
			.warn(describe(connection) + " drops messages (" + policy.name().toLowerCase(Locale.ROOT).replace('_', '-')
					+ "): peer reads too slowly, as much waits to be sent as " + property(connection, limit) + "="
					+ format(limit, configured) + " allows");
	}

	@Override
	public void onProtocolError(WebSocketConnection connection, int code, String message) {
		if (logger.isDebugEnabled()) {
			logger.debug(describe(connection) + " closed with " + code + ": " + LogText.of(message));
		}
	}

	@Override
	public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
		logger.error(describe(connection) + " closed with 1011: its handler failed", LogText.of(failure));
	}

	@Override
	public void onConditionFailure(WebSocketConnection connection, Throwable failure) {
		logger.error(describe(connection) + " did not get a message: the condition it was published with failed",
				LogText.of(failure));
	}

	@Override
	public void onDecisionFailure(Throwable failure) {
		logger.error("Opening handshake answered 500: it could not be decided on", LogText.of(failure));
	}

	static String property(Limit limit) {
		return switch (limit) {
			case FRAME_SIZE -> "duplex.limits.max-frame-size";
			case MESSAGE_SIZE -> "duplex.limits.max-message-size";
			case FRAGMENTS -> "duplex.limits.max-fragments";
			case CONTROL_FRAMES -> "duplex.limits.max-control-frames";
			case SEND_QUEUE_BYTES -> "duplex.outbound.max-queue-size";
			case SEND_QUEUE_MESSAGES -> "duplex.outbound.max-queue-messages";
			case SEND_TIMEOUT -> "duplex.outbound.send-timeout";
			case PONG_TIMEOUT -> "duplex.heartbeat.timeout";
			case IDLE_TIMEOUT -> "duplex.idle-timeout";
			case CLOSE_TIMEOUT -> "duplex.close-timeout";
		};
	}

	/**
	 * The key of a client is that of servers, with the client's own before it.
	 */
	private String property(WebSocketConnection connection, Limit limit) {
		String ofServers = property(limit);
		return connection.isClient() ? "duplex.client." + connection.endpoint() + ofServers.substring("duplex".length())
				: this.properties.apply(connection.endpoint(), ofServers);
	}

	private String explain(WebSocketConnection connection, Limit limit, long configured) {
		String setting = property(connection, limit) + "=" + format(limit, configured);
		return switch (limit) {
			case FRAME_SIZE -> "closed with 1009: frame larger than " + setting;
			case MESSAGE_SIZE -> "closed with 1009: message larger than " + setting;
			case FRAGMENTS -> "closed with 1008: message in more frames than " + setting;
			case CONTROL_FRAMES -> "closed with 1008: more Ping and Pong frames in 10 seconds than " + setting;
			case SEND_QUEUE_BYTES -> "closed with 1013: peer reads too slowly, more waits to be sent than " + setting;
			case SEND_QUEUE_MESSAGES ->
				"closed with 1013: peer reads too slowly, more messages wait to be sent than " + setting;
			case SEND_TIMEOUT -> "ended: peer took nothing of what waits to be sent for " + setting;
			case PONG_TIMEOUT -> "ended: peer sent nothing after a Ping for " + setting;
			case IDLE_TIMEOUT -> "closed with 1001: peer sent nothing for " + setting;
			case CLOSE_TIMEOUT -> "ended: peer did not close within " + setting;
		};
	}

	private static String format(Limit limit, long configured) {
		return switch (limit) {
			case FRAME_SIZE, MESSAGE_SIZE, SEND_QUEUE_BYTES -> formatBytes(configured);
			case FRAGMENTS, CONTROL_FRAMES, SEND_QUEUE_MESSAGES -> Long.toString(configured);
			case SEND_TIMEOUT, PONG_TIMEOUT, IDLE_TIMEOUT, CLOSE_TIMEOUT ->
				(configured % 1000 == 0) ? configured / 1000 + "s" : configured + "ms";
		};
	}

	private static String formatBytes(long bytes) {
		DataSize size = DataSize.ofBytes(bytes);
		if (bytes % DataSize.ofMegabytes(1).toBytes() == 0) {
			return size.toMegabytes() + "MB";
		}
		return (bytes % DataSize.ofKilobytes(1).toBytes() == 0) ? size.toKilobytes() + "KB" : bytes + "B";
	}

	private static String describe(WebSocketConnection connection) {
		return "Connection " + connection.id() + " of " + (connection.isClient() ? "client " : "")
				+ connection.endpoint() + " (path " + LogText.of(connection.handshake().path()) + ", peer "
				+ LogText.of(String.valueOf(connection.remoteAddress())) + ")";
	}

}
