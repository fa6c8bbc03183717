package dev.duplex.conformance.interop;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a peer's client says in its opening handshake.
 *
 * @param offer parameters of permessage-deflate as in a header, empty for none, or
 * {@code null} for no offer
 * @param subprotocols the subprotocols it offers, in order
 * @param origin the {@code Origin} header, or {@code null} for none
 */
record Opening(@Nullable String offer, List<String> subprotocols, @Nullable String origin) {

	/**
	 * Nothing but an offer to compress.
	 */
	static Opening offering(@Nullable String offer) {
		return new Opening(offer, List.of(), null);
	}

}
