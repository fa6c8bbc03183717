package dev.duplex.engine.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.protocol.Extension.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What both sides agreed on for the permessage-deflate extension (RFC 7692 section 7).
 *
 * @param serverNoContextTakeover whether the server compresses each message for itself
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits the server's largest LZ77 window as a power of two, 8 to 15
 * @param clientMaxWindowBits the client's, 8 to 15
 */
public record PerMessageDeflate(boolean serverNoContextTakeover, boolean clientNoContextTakeover,
		int serverMaxWindowBits, int clientMaxWindowBits) {

	/** The extension's token. */
	public static final String NAME = "permessage-deflate";

	private static final int MAX_WINDOW_BITS = 15;

	/**
	 * Answers a client's offers: the first that can be kept is accepted (section 7.1).
	 * @param request a request that passed {@link OpeningHandshake#check}
	 * @param contextTakeover whether this side wants to keep contexts between messages, at
	 * the cost of memory; if not, both sides are told not to
	 * @return what is agreed on, or {@code null} if nothing that can be kept was offered
	 */
	public static @Nullable PerMessageDeflate accept(HandshakeRequest request, boolean contextTakeover) {
		for (String value : request.headers("Sec-WebSocket-Extensions")) {
			List<Extension> offers = ExtensionOffers.parse(value);
			for (Extension offer : (offers != null) ? offers : List.<Extension>of()) {
				PerMessageDeflate agreed = offer.name().equals(NAME) ? accept(offer, contextTakeover) : null;
				if (agreed != null) {
					return agreed;
				}
			}
		}
		return null;
	}

	private static @Nullable PerMessageDeflate accept(Extension offer, boolean contextTakeover) {
		boolean serverNoTakeover = !contextTakeover;
		int serverBits = MAX_WINDOW_BITS;
		Set<String> seen = new HashSet<>();
		for (Parameter parameter : offer.parameters()) {
			String value = parameter.value();
			boolean acceptable = seen.add(parameter.name()) && switch (parameter.name()) {
				case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
				case "server_max_window_bits" -> value != null && windowBits(value) > 0;
				case "client_max_window_bits" -> value == null || windowBits(value) > 0;
				default -> false;
			};
			if (!acceptable) {
				return null;
			}
			if (parameter.name().equals("server_no_context_takeover")) {
				serverNoTakeover = true;
			}
			if (parameter.name().equals("server_max_window_bits") && value != null) {
				serverBits = windowBits(value);
			}
		}
		boolean clientNoTakeover = !contextTakeover || seen.contains("client_no_context_takeover");
		return new PerMessageDeflate(serverNoTakeover, clientNoTakeover, serverBits, MAX_WINDOW_BITS);
	}

	/**
	 * A number of window bits without leading zero, or -1.
	 */
	private static int windowBits(String value) {
		return switch (value) {
			case "8" -> 8;
			case "9" -> 9;
			case "10" -> 10;
			case "11" -> 11;
			case "12" -> 12;
			case "13" -> 13;
			case "14" -> 14;
			case "15" -> 15;
			default -> -1;
		};
	}

	/**
	 * The value of the response's {@code Sec-WebSocket-Extensions} header.
	 * @param request the request that was answered; a window size is named only if it was
	 * asked for
	 * @return the header's value
	 */
	public String toResponse(HandshakeRequest request) {
		StringBuilder value = new StringBuilder(NAME);
		if (this.serverNoContextTakeover) {
			value.append("; server_no_context_takeover");
		}
		if (this.clientNoContextTakeover) {
			value.append("; client_no_context_takeover");
		}
		if (this.serverMaxWindowBits < MAX_WINDOW_BITS || isWindowAskedFor(request)) {
			value.append("; server_max_window_bits=").append(this.serverMaxWindowBits);
		}
		return value.toString();
	}

	private static boolean isWindowAskedFor(HandshakeRequest request) {
		return request.headers("Sec-WebSocket-Extensions")
			.stream()
			.anyMatch((value) -> value.contains("server_max_window_bits"));
	}

}
