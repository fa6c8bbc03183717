package dev.duplex.engine;

/**
 * Why a message was not sent though its connection was open. Counted in
 * {@link Traffic#messagesDropped}; what is dropped is not counted as sent.
 */
public enum DropReason {

	/** {@link OverflowPolicy#CLOSE}: there was no room, so the connection was closed. */
	CLOSE,

	/** {@link OverflowPolicy#DROP_OLDEST}: it, or a newer one, found no room. */
	DROP_OLDEST,

	/** {@link OverflowPolicy#DROP_NEWEST}: it found no room. */
	DROP_NEWEST,

	/** {@link OverflowPolicy#REJECT}: it found no room. */
	REJECT,

	/** A newer message of the same key took its place; {@link SendOptions#key()}. */
	REPLACED,

	/** It waited for longer than {@link SendOptions#timeToLive()}. */
	EXPIRED

}
