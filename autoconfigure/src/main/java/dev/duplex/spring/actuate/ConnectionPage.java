package dev.duplex.spring.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Some of the connections that a request asks for.
 *
 * @param total how many there are on all pages
 * @param page the page, from 0
 * @param size the most entries of a page
 * @param connections the entries
 */
public record ConnectionPage(int total, int page, int size, List<ConnectionSummary> connections) {

	private static final Comparator<Candidate> BY_ID = Comparator.comparing((candidate) -> candidate.connection().id());

	private static final Map<String, Comparator<Candidate>> FIELDS = Map.of("id", BY_ID, "endpoint",
			Comparator.comparing((candidate) -> candidate.connection().endpoint()), "remoteAddress",
			Comparator.comparing((candidate) -> RemoteAddress.host(candidate.connection())), "user",
			Comparator.comparing((candidate) -> ConnectionFilter.userOf(candidate.connection()),
					Comparator.nullsFirst(Comparator.naturalOrder())),
			"queuedBytes", Comparator.comparingLong(Candidate::queuedBytes));

	static ConnectionPage of(Paging paging, @Nullable String sort, List<WebSocketConnection> all) {
		Comparator<Candidate> order = WebSocketsEndpoint.order(sort, FIELDS, BY_ID);
		List<Candidate> sorted = all.stream()
			.map((connection) -> new Candidate(connection, connection.queuedBytes()))
			.sorted(order)
			.toList();
		return new ConnectionPage(sorted.size(), paging.page(), paging.size(),
				paging.cut(sorted)
					.stream()
					.map((candidate) -> ConnectionSummary.of(candidate.connection(), candidate.queuedBytes()))
					.toList());
	}

	/**
	 * A connection with what changes while it is sorted, looked at once.
	 */
	private record Candidate(WebSocketConnection connection, long queuedBytes) {
	}

	/**
	 * What a list shows of a connection.
	 *
	 * @param id its id
	 * @param endpoint the endpoint's name
	 * @param remoteAddress the client's address and port
	 * @param user the user's name, or {@code null} for anonymous
	 * @param subprotocol the subprotocol, or {@code null} for none
	 * @param compressed whether permessage-deflate was agreed on
	 * @param open whether data can still be sent
	 * @param queuedBytes bytes that wait to be sent
	 * @param subscriptions how many topics it is subscribed to
	 */
	public record ConnectionSummary(String id, String endpoint, String remoteAddress, @Nullable String user,
			@Nullable String subprotocol, boolean compressed, boolean open, long queuedBytes, int subscriptions) {

		static ConnectionSummary of(WebSocketConnection connection, long queuedBytes) {
			return new ConnectionSummary(connection.id(), connection.endpoint(), RemoteAddress.hostAndPort(connection),
					ConnectionFilter.userOf(connection), connection.subprotocol(),
					ConnectionDetails.extensions(connection) != null, connection.isOpen(), queuedBytes,
					connection.subscriptions().size());
		}

	}

}
