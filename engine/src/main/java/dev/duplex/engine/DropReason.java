package dev.duplex.engine;

/**
 * Why a message was not sent though its connection was open. Counted in
 * {@link Traffic#messagesDropped}.
 */
public enum DropReason {

	/** {@link OverflowPolicy#CLOSE}: it waited on a connection that had to be closed. */
	CLOSE,

	/** {@link OverflowPolicy#DROP_OLDEST}. */
	DROP_OLDEST,

	/** {@link OverflowPolicy#DROP_NEWEST}. */
	DROP_NEWEST,

	/** {@link OverflowPolicy#REJECT}. */
	REJECT,

	/** A newer message of the same key took its place; {@link SendOptions#key()}. */
	LATEST,

	/** It waited for longer than {@link SendOptions#timeToLive()}. */
	EXPIRED

}
