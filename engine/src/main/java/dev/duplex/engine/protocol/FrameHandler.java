package dev.duplex.engine.protocol;

import java.nio.ByteBuffer;

/**
 * Takes what a {@link FrameDecoder} finds, in the order of the bytes. Buffers hold
 * unmasked payload from position to limit and are valid during the call only.
 */
public interface FrameHandler {

	/**
	 * A part of a data message: a frame's payload, or as much of it as has arrived.
	 * Called once at least for every frame, with an empty buffer if the frame is empty.
	 * @param text whether the message is text, else binary
	 * @param compressed whether the message is compressed (RFC 7692)
	 * @param payload the bytes that follow those of the calls before
	 * @param endOfMessage whether the message ends with these bytes
	 */
	void onData(boolean text, boolean compressed, ByteBuffer payload, boolean endOfMessage);

	/**
	 * Whether another message can be taken now. Asked after each message.
	 * @return {@code false} to have the decoder leave the rest of its bytes
	 */
	default boolean wantsMore() {
		return true;
	}

	/**
	 * A Ping frame.
	 * @param payload at most 125 bytes
	 */
	void onPing(ByteBuffer payload);

	/**
	 * A Pong frame.
	 * @param payload at most 125 bytes
	 */
	void onPong(ByteBuffer payload);

	/**
	 * A Close frame whose code and reason are valid. What follows must be ignored (RFC
	 * 6455 section 5.5.1): stop decoding.
	 * @param code the close code, 1005 if the frame was empty
	 * @param reason the reason, or empty
	 */
	void onClose(int code, String reason);

}
