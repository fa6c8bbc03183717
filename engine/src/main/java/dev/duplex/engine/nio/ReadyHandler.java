package dev.duplex.engine.nio;

import java.nio.channels.SelectionKey;

import dev.duplex.engine.transport.DeadlineHandler;

/**
 * What an event loop calls for a channel. All calls come on the loop's thread; what any
 * of them throws comes back to {@link #onFailure}.
 */
interface ReadyHandler extends DeadlineHandler {

	/**
	 * The channel is ready for something it waits for.
	 */
	void onReady(SelectionKey key);

}
