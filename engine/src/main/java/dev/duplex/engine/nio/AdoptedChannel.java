package dev.duplex.engine.nio;

import org.jspecify.annotations.Nullable;

/**
 * A channel whose bytes an event loop moves, while somebody else owns it.
 */
public final class AdoptedChannel {

	private final EventLoop loop;

	private final NioTransport transport;

	AdoptedChannel(EventLoop loop, NioTransport transport) {
		this.loop = loop;
		this.transport = transport;
	}

	/**
	 * Tells that the owner has closed the channel. Safe from any thread, also more than
	 * once.
	 * @param cause what broke it, or {@code null}
	 */
	public void closed(@Nullable Throwable cause) {
		this.loop.execute(() -> this.transport.ownerClosed(cause));
	}

}
