package dev.duplex.engine.protocol;

/**
 * What a decoder refuses, from a frame's header alone.
 *
 * @param maxFrameSize largest payload of a frame in bytes; {@code -1} for no limit
 * @param maxMessageSize largest payload of a message in bytes, over all its frames;
 * {@code -1} for no limit
 * @param maxFragments most frames in one message, empty ones count; {@code -1} for no
 * limit
 */
public record FrameLimits(int maxFrameSize, int maxMessageSize, int maxFragments) {
}
