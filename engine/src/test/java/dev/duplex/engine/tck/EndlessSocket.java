package dev.duplex.engine.tck;

import java.net.Socket;

/**
 * Lets TLS end its stream, and TCP not.
 */
public final class EndlessSocket extends Socket {

	@Override
	public void shutdownOutput() {
	}

}
