package dev.duplex.engine.nio;

import java.nio.channels.SelectionKey;

import org.jspecify.annotations.Nullable;

/**
 * What an event loop calls for a channel. All calls come on the loop's thread.
 */
interface ReadyHandler {

	/**
	 * The channel is ready for something it waits for.
	 */
	void onReady(SelectionKey key);

	/**
	 * The time that was asked for has come.
	 */
	void onDeadline(long nanoTime);

	/**
	 * {@link #onReady} or {@link #onDeadline} threw, or the loop ends.
	 */
	void onFailure(@Nullable Throwable cause);

}
