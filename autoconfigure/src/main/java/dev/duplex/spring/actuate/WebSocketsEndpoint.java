package dev.duplex.spring.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator's endpoint {@code websockets}: the accepted connections and the topics, and
 * with unrestricted access a way to close the ones and publish to the others. Never shows
 * a payload, a header or a query. Safe from any thread; what it shows is a snapshot that
 * connections may have left meanwhile.
 */
@Endpoint(id = "websockets", defaultAccess = Access.READ_ONLY)
@RegisterReflectionForBinding({ ConnectionPage.class, TopicPage.class })
public class WebSocketsEndpoint {

	/** What is listed, closed and published to. */
	private static final String CONNECTIONS = "connections";

	private static final String TOPICS = "topics";

	private final WebSocketEngine engine;

	private final EndpointRegistry registry;

	private final Topics topics;

	/**
	 * Creates the endpoint.
	 * @param engine whose connections are shown
	 * @param registry the endpoints
	 * @param topics where is published
	 */
	public WebSocketsEndpoint(WebSocketEngine engine, EndpointRegistry registry, Topics topics) {
		this.engine = engine;
		this.registry = registry;
		this.topics = topics;
	}

	/**
	 * Totals, as a whole and by endpoint.
	 * @return the totals
	 */
	@ReadOperation
	public Overview overview() {
		Map<String, Open> open = new LinkedHashMap<>();
		Open all = new Open();
		for (WebSocketConnection connection : this.engine.connections()) {
			long queued = connection.queuedBytes();
			all.add(queued);
			open.computeIfAbsent(connection.endpoint(), (name) -> new Open()).add(queued);
		}
		List<EndpointTotals> endpoints = this.registry.endpoints().stream().map((endpoint) -> {
			Open ofEndpoint = open.getOrDefault(endpoint.name(), new Open());
			return EndpointTotals.of(endpoint.name(), ofEndpoint.connections, ofEndpoint.queuedBytes,
					endpoint.traffic());
		}).toList();
		return new Overview(this.engine.isDraining(), all.connections, all.queuedBytes,
				this.engine.clientConnectionCount(), this.topics.names().size(), endpoints);
	}

	/**
	 * A page of the connections, or of the topics.
	 * @param section {@code connections} or {@code topics}
	 * @param endpoint only connections of the endpoint of this name
	 * @param user only connections of this user
	 * @param remoteAddress only connections from this address, without a port
	 * @param topic only connections with this subscription, or topics whose name begins
	 * with this
	 * @param sort a field, with {@code ,desc} behind it for the largest first
	 * @param page the page, from 0
	 * @param size entries of a page, 1 to 1000; 100 if not given
	 * @return a {@link ConnectionPage} or a {@link TopicPage}, or {@code null} if there
	 * is no such section
	 * @throws InvalidEndpointRequestException if sort, page or size are not as above
	 */
	@ReadOperation
	public @Nullable Object list(@Selector String section, @Nullable String endpoint, @Nullable String user,
			@Nullable String remoteAddress, @Nullable String topic, @Nullable String sort, @Nullable Integer page,
			@Nullable Integer size) {
		return switch (section) {
			case CONNECTIONS -> ConnectionPage.of(Paging.of(page, size), sort,
					select(new ConnectionFilter(endpoint, user, remoteAddress, topic)));
			case TOPICS -> TopicPage.of(Paging.of(page, size), sort, topic, this.topics);
			default -> null;
		};
	}

	/**
	 * One connection.
	 * @param section {@code connections}
	 * @param id its id
	 * @return the connection, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable ConnectionDetails connection(@Selector String section, @Selector String id) {
		WebSocketConnection connection = section.equals(CONNECTIONS) ? find(id) : null;
		return (connection != null) ? ConnectionDetails.of(connection) : null;
	}

	/**
	 * Closes one connection, behind what is queued.
	 * @param section {@code connections}
	 * @param id its id
	 * @param code the close code; 1008 if not given
	 * @param reason the close reason; empty if not given
	 * @return how many connections were asked to close, 0 if there is none of this id
	 * @throws InvalidEndpointRequestException if there is no such section, or code or
	 * reason may not be sent
	 */
	@DeleteOperation
	public Closed close(@Selector String section, @Selector String id, @Nullable Integer code,
			@Nullable String reason) {
		require(section, CONNECTIONS);
		WebSocketConnection connection = find(id);
		return close((connection != null) ? List.of(connection) : List.of(), code, reason);
	}

	/**
	 * Closes all connections of a user, an endpoint, an address or a subscription, behind
	 * what is queued. With more than one of them, those to which all apply.
	 * @param section {@code connections}
	 * @param endpoint the endpoint's name
	 * @param user the user's name
	 * @param remoteAddress the address, without a port
	 * @param topic the topic subscribed to
	 * @param code the close code; 1008 if not given
	 * @param reason the close reason; empty if not given
	 * @return how many connections were asked to close
	 * @throws InvalidEndpointRequestException if nothing says which connections, or as
	 * for one connection
	 */
	@DeleteOperation
	public Closed closeAll(@Selector String section, @Nullable String endpoint, @Nullable String user,
			@Nullable String remoteAddress, @Nullable String topic, @Nullable Integer code, @Nullable String reason) {
		require(section, CONNECTIONS);
		ConnectionFilter filter = new ConnectionFilter(endpoint, user, remoteAddress, topic);
		if (filter.isEmpty()) {
			throw invalid("Which connections to close is not said: give endpoint, user, remoteAddress or topic.");
		}
		return close(select(filter), code, reason);
	}

	/**
	 * Publishes a text message.
	 * @param section {@code topics}
	 * @param topic the topic
	 * @param text the message
	 * @return how many subscribers it was handed to
	 * @throws InvalidEndpointRequestException if there is no such section, or the text
	 * has no UTF-8 form
	 */
	@WriteOperation
	public Published publish(@Selector String section, String topic, String text) {
		require(section, TOPICS);
		try {
			return new Published(this.topics.publishText(topic, text));
		}
		catch (IllegalArgumentException ex) {
			throw invalid("The message cannot be published: " + ex.getMessage());
		}
	}

	private List<WebSocketConnection> select(ConnectionFilter filter) {
		List<WebSocketConnection> selected = new ArrayList<>();
		for (WebSocketConnection connection : this.engine.connections()) {
			if (filter.test(connection)) {
				selected.add(connection);
			}
		}
		return selected;
	}

	private @Nullable WebSocketConnection find(String id) {
		for (WebSocketConnection connection : this.engine.connections()) {
			if (connection.id().equals(id)) {
				return connection;
			}
		}
		return null;
	}

	private static Closed close(List<WebSocketConnection> connections, @Nullable Integer code,
			@Nullable String reason) {
		int closeCode = (code != null) ? code : CloseCode.POLICY_VIOLATION;
		String closeReason = (reason != null) ? reason : "";
		try {
			CloseCode.requireSendable(closeCode, closeReason, false);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("Connections cannot be closed like this: " + ex.getMessage());
		}
		connections.forEach((connection) -> connection.close(closeCode, closeReason));
		return new Closed(connections.size());
	}

	private static void require(String section, String expected) {
		if (!section.equals(expected)) {
			throw invalid("This can be done to '" + expected + "' only.");
		}
	}

	static InvalidEndpointRequestException invalid(String message) {
		return new InvalidEndpointRequestException(message, message);
	}

	/**
	 * Orders entries by a field that a request names.
	 */
	static <T> Comparator<T> order(@Nullable String sort, Map<String, Comparator<T>> fields, Comparator<T> otherwise) {
		if (sort == null) {
			return otherwise;
		}
		String[] parts = sort.split(",", 2);
		Comparator<T> field = fields.get(parts[0]);
		if (field == null || parts.length == 2 && !parts[1].equals("asc") && !parts[1].equals("desc")) {
			throw invalid("sort must be one of " + String.join(", ", fields.keySet().stream().sorted().toList())
					+ ", alone or with ',asc' or ',desc' behind it.");
		}
		return ((parts.length == 2 && parts[1].equals("desc")) ? field.reversed() : field).thenComparing(otherwise);
	}

	/**
	 * Totals of what is open.
	 *
	 * @param draining whether handshakes are refused because the application stops
	 * @param connections open connections that were accepted
	 * @param queuedBytes bytes that wait to be sent on them
	 * @param clientConnections open connections of clients of this application
	 * @param topics topics that have a subscriber
	 * @param endpoints totals by endpoint, sorted by name
	 */
	public record Overview(boolean draining, int connections, long queuedBytes, int clientConnections, int topics,
			List<EndpointTotals> endpoints) {
	}

	/**
	 * What closing came to.
	 *
	 * @param closed how many connections were asked to close
	 */
	public record Closed(int closed) {
	}

	/**
	 * What publishing came to.
	 *
	 * @param subscribers how many subscribers the message was handed to
	 */
	public record Published(int subscribers) {
	}

	private static final class Open {

		private int connections;

		private long queuedBytes;

		void add(long queued) {
			this.connections++;
			this.queuedBytes += queued;
		}

	}

}
