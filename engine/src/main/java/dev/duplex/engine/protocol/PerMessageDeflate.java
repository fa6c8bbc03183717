package dev.duplex.engine.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.protocol.Extension.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What both sides agreed on for the permessage-deflate extension (RFC 7692 section 7).
 * The client may always use the largest window.
 *
 * @param serverNoContextTakeover whether the server compresses each message for itself
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits the server's largest LZ77 window as a power of two, 8 to 15
 * @param header the value of the response's {@code Sec-WebSocket-Extensions} header
 */
public record PerMessageDeflate(boolean serverNoContextTakeover, boolean clientNoContextTakeover,
		int serverMaxWindowBits, String header) {

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";

	private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";

	private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";

	private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

	private static final Set<String> WINDOW_BITS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

	private static final int LARGEST_WINDOW_BITS = 15;

	/**
	 * Answers a client's offers: the first that can be kept is accepted (section 7.1).
	 * @param request a request that passed {@link OpeningHandshake#check}
	 * @param contextTakeover whether this side wants to keep contexts between messages,
	 * at the cost of memory; if not, both sides are told not to
	 * @return what is agreed on, or {@code null} if nothing that can be kept was offered
	 */
	public static @Nullable PerMessageDeflate accept(HandshakeRequest request, boolean contextTakeover) {
		for (String line : request.headers("Sec-WebSocket-Extensions")) {
			List<Extension> offers = ExtensionOffers.parse(line);
			for (Extension offer : (offers != null) ? offers : List.<Extension>of()) {
				if (offer.name().equals(NAME) && isAcceptable(offer.parameters())) {
					return accept(offer.parameters(), contextTakeover);
				}
			}
		}
		return null;
	}

	private static boolean isAcceptable(List<Parameter> parameters) {
		Set<String> seen = new HashSet<>();
		for (Parameter parameter : parameters) {
			String value = parameter.value();
			boolean acceptable = switch (parameter.name()) {
				case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER -> value == null;
				case SERVER_MAX_WINDOW_BITS -> value != null && WINDOW_BITS.contains(value);
				case CLIENT_MAX_WINDOW_BITS -> value == null || WINDOW_BITS.contains(value);
				default -> false;
			};
			if (!acceptable || !seen.add(parameter.name())) {
				return false;
			}
		}
		return true;
	}

	private static PerMessageDeflate accept(List<Parameter> offered, boolean contextTakeover) {
		boolean serverNoTakeover = !contextTakeover;
		boolean clientNoTakeover = !contextTakeover;
		int serverBits = LARGEST_WINDOW_BITS;
		String window = "";
		for (Parameter parameter : offered) {
			serverNoTakeover |= parameter.name().equals(SERVER_NO_CONTEXT_TAKEOVER);
			clientNoTakeover |= parameter.name().equals(CLIENT_NO_CONTEXT_TAKEOVER);
			if (parameter.name().equals(SERVER_MAX_WINDOW_BITS) && parameter.value() != null) {
				serverBits = Integer.parseInt(parameter.value());
				window = "; " + SERVER_MAX_WINDOW_BITS + "=" + serverBits;
			}
		}
		String header = NAME + (serverNoTakeover ? "; " + SERVER_NO_CONTEXT_TAKEOVER : "")
				+ (clientNoTakeover ? "; " + CLIENT_NO_CONTEXT_TAKEOVER : "") + window;
		return new PerMessageDeflate(serverNoTakeover, clientNoTakeover, serverBits, header);
	}

}
