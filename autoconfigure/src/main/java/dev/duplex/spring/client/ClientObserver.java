package dev.duplex.spring.client;

/**
 * Hears how the connections of clients fare: for metrics. Called on threads of the
 * engine; must be thread-safe and quick, and must not throw.
 */
@FunctionalInterface
public interface ClientObserver {

	/**
	 * A connection was lost, or an attempt failed, and another attempt follows.
	 * @param id the client's id
	 */
	void reconnecting(String id);

}
