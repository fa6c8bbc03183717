package dev.duplex.engine.session;

import java.util.concurrent.Executor;

import dev.duplex.engine.EngineListener;
import dev.duplex.engine.transport.SerialContext;

/**
 * What sessions share.
 */
public interface SessionHost {

	/**
	 * Hears of rare events; never throws.
	 * @return the listener
	 */
	EngineListener listener();

	/**
	 * The topics to subscribe to.
	 * @return the directory
	 */
	TopicDirectory topics();

	/**
	 * The compressors that the sessions of a context share.
	 * @param context the context
	 * @return its pool
	 */
	CompressorPool compressors(SerialContext context);

	/**
	 * Where the clients' sessions of a context take their masking keys from.
	 * @param context the context
	 * @return its keys
	 */
	MaskingKeys maskingKeys(SerialContext context);

	/**
	 * Most subscriptions of one session.
	 * @return the limit, {@code -1} for none
	 */
	int maxSubscriptions();

	/**
	 * Where the last callbacks of a session run whose own executor takes none.
	 * @return an executor that takes every task
	 */
	Executor lastResort();

	/**
	 * A session has ended; called once, in its context.
	 * @param session the session
	 */
	void ended(Session session);

}
