package dev.duplex.spring;

import dev.duplex.engine.ConnectRequest;

/**
 * Changes the requests of clients, before each attempt to connect: adds a token that
 * expires, for example. All beans of this type are called in their order, after what is
 * configured was set.
 */
@FunctionalInterface
public interface ClientRequestCustomizer {

	/**
	 * Changes a request. Called on a thread that may block, by several attempts at once.
	 * What it throws is a failed attempt.
	 * @param id the id of the client that connects
	 * @param request the request so far. A header is added; replace one by
	 * {@link ConnectRequest.Builder#withoutHeader} first
	 */
	void customize(String id, ConnectRequest.Builder request);

}
