package dev.duplex.engine.nio;

/**
 * Whoever a lent channel belongs to: a container that opened the connection, counts it
 * and must close it.
 */
@FunctionalInterface
public interface ChannelOwner {

	/**
	 * Asks to close the channel. Called once at most, on an event loop, so it must not
	 * block. Whether asked or not, the owner tells by {@link AdoptedChannel#closed} when
	 * it has closed it.
	 */
	void close();

}
