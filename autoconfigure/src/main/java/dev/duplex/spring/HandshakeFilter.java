package dev.duplex.spring;

/**
 * Has a say over opening handshakes: a bean that accepts them, with attributes and a user
 * for the connection, or answers with an HTTP response of its own. All filters are asked
 * in their order ({@link org.springframework.core.annotation.Order @Order}) until one
 * refuses, on whichever port the endpoints listen.
 * <p>
 * Only handshakes that are well-formed, whose path is an endpoint's, and whose origin may
 * connect get here. On the port of a web server, its own filters come before, Spring
 * Security's among them.
 * <p>
 * A filter may block. On the own listener and on Reactor Netty it runs in one of
 * {@code duplex.threads.handshake-workers} threads, and is interrupted when all filters
 * together have taken {@code duplex.limits.handshake-filter-timeout}; elsewhere it runs
 * in the thread of the request. It is called by many threads at once.
 */
@FunctionalInterface
public interface HandshakeFilter {

	/**
	 * Looks at a handshake.
	 * @param handshake the handshake, with what filters before this one have added
	 * @return what becomes of it
	 * @throws Exception if it cannot tell; the client is answered 500 and told nothing
	 */
	HandshakeAnswer filter(HandshakeDetails handshake) throws Exception;

}
