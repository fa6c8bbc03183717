package dev.duplex.conformance.interop;

/**
 * One connection, from both ends.
 *
 * @param peer the peer's end
 * @param our our end
 */
record Link(PeerConnection peer, OurEnd our) {
}
