package dev.duplex.engine.protocol;

/**
 * The opcodes of RFC 6455 section 5.2, as the four bits on the wire.
 */
public final class Opcode {

	/** A further fragment of a message. */
	public static final int CONTINUATION = 0x0;

	/** A text message or its first fragment. */
	public static final int TEXT = 0x1;

	/** A binary message or its first fragment. */
	public static final int BINARY = 0x2;

	/** Close (section 5.5.1). */
	public static final int CLOSE = 0x8;

	/** Ping (section 5.5.2). */
	public static final int PING = 0x9;

	/** Pong (section 5.5.3). */
	public static final int PONG = 0xA;

	private Opcode() {
	}

	/**
	 * Whether this is a control frame (section 5.5).
	 * @param opcode four bits
	 * @return whether the highest bit is set
	 */
	public static boolean isControl(int opcode) {
		return (opcode & 0x8) != 0;
	}

	/**
	 * Whether the RFC defines the opcode.
	 * @param opcode four bits
	 * @return whether it is one of the six
	 */
	public static boolean isKnown(int opcode) {
		return opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
	}

}
