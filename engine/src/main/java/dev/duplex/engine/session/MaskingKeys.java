package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Unpredictable masking keys for a client's frames (RFC 6455 sections 5.3 and 10.3),
 * drawn from the system in bulk, as drawing them one by one would show in the cost of a
 * message. One serial context.
 */
public final class MaskingKeys {

	private static final int BULK = 4096;

	private final SecureRandom random = new SecureRandom();

	private final byte[] bytes = new byte[BULK];

	private final ByteBuffer left = ByteBuffer.wrap(this.bytes).limit(0);

	int next() {
		if (!this.left.hasRemaining()) {
			this.random.nextBytes(this.bytes);
			this.left.clear();
		}
		return this.left.getInt();
	}

}
