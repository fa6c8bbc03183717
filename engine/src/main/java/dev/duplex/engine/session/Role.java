package dev.duplex.engine.session;

/**
 * Which side of the connection a session is (RFC 6455 section 1.3).
 */
public enum Role {

	/** It accepted the opening handshake; its frames are not masked. */
	SERVER,

	/** It sent the opening handshake; its frames are masked. */
	CLIENT

}
