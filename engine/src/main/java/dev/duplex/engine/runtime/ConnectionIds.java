package dev.duplex.engine.runtime;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Unpredictable numbers for connection ids, drawn from the system in bulk, as drawing
 * them one by one shows in the cost of a connection. Safe from any thread.
 */
final class ConnectionIds {

	private final SecureRandom random = new SecureRandom();

	private final byte[] bytes = new byte[4096];

	private final ByteBuffer left = ByteBuffer.wrap(this.bytes).limit(0);

	synchronized long next() {
		if (!this.left.hasRemaining()) {
			this.random.nextBytes(this.bytes);
			this.left.clear();
		}
		return this.left.getLong();
	}

}
