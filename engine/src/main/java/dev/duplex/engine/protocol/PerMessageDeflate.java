package dev.duplex.engine.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.protocol.Extension.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What both sides agreed on for the permessage-deflate extension (RFC 7692 section 7). As
 * a server we let a client use the largest window.
 *
 * @param serverNoContextTakeover whether the server compresses each message for itself
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits the server's largest LZ77 window as a power of two, 8 to 15
 * @param clientMaxWindowBits the client's
 * @param header the value of the response's {@code Sec-WebSocket-Extensions} header
 */
public record PerMessageDeflate(boolean serverNoContextTakeover, boolean clientNoContextTakeover,
		int serverMaxWindowBits, int clientMaxWindowBits, String header) {

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";

	private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";

	private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";

	private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

	private static final Set<String> WINDOW_BITS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

	private static final int LARGEST_WINDOW_BITS = 15;

	/** There are few answers, and connections keep theirs. */
	private static final Map<String, PerMessageDeflate> ANSWERS = new ConcurrentHashMap<>();

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
		PerMessageDeflate answer = new PerMessageDeflate(serverNoTakeover, clientNoTakeover, serverBits,
				LARGEST_WINDOW_BITS, header);
		PerMessageDeflate same = ANSWERS.putIfAbsent(header, answer);
		return (same != null) ? same : answer;
	}

	/**
	 * What a client offers. The server may choose any window, for both sides.
	 * @param contextTakeover whether this side wants to keep contexts between messages,
	 * at the cost of memory; if not, the server is asked not to either
	 * @return the value of the request's {@code Sec-WebSocket-Extensions} header
	 */
	public static String offer(boolean contextTakeover) {
		return NAME + "; " + CLIENT_MAX_WINDOW_BITS
				+ (contextTakeover ? "" : "; " + CLIENT_NO_CONTEXT_TAKEOVER + "; " + SERVER_NO_CONTEXT_TAKEOVER);
	}

	/**
	 * Reads a server's answer to {@link #offer} (sections 5.1 and 7.1).
	 * @param response the answer
	 * @param offered whether there was an offer
	 * @param contextTakeover whether it was one with context takeover
	 * @return what is agreed on, or {@code null} if the server does not compress
	 * @throws InvalidResponseException if the answer does not fit the offer
	 */
	public static @Nullable PerMessageDeflate agreed(HandshakeResponse response, boolean offered,
			boolean contextTakeover) {
		List<Extension> accepted = new ArrayList<>(1);
		for (String line : response.headers("Sec-WebSocket-Extensions")) {
			List<Extension> extensions = ExtensionOffers.parse(line);
			if (extensions == null) {
				throw new InvalidResponseException("The answer's Sec-WebSocket-Extensions is malformed.");
			}
			accepted.addAll(extensions);
		}
		if (accepted.isEmpty()) {
			return null;
		}
		Extension extension = accepted.get(0);
		if (!offered || accepted.size() > 1 || !extension.name().equals(NAME)) {
			throw new InvalidResponseException("The answer has an extension that was not offered.");
		}
		if (!isAcceptable(extension.parameters())
				|| extension.parameters().contains(new Parameter(CLIENT_MAX_WINDOW_BITS, null))) {
			throw new InvalidResponseException("The answer has parameters of permessage-deflate that are not allowed.");
		}
		boolean serverNoTakeover = extension.has(SERVER_NO_CONTEXT_TAKEOVER);
		if (!contextTakeover && !serverNoTakeover) {
			throw new InvalidResponseException("The answer lacks server_no_context_takeover, which was asked for.");
		}
		return new PerMessageDeflate(serverNoTakeover, !contextTakeover || extension.has(CLIENT_NO_CONTEXT_TAKEOVER),
				windowBits(extension, SERVER_MAX_WINDOW_BITS), windowBits(extension, CLIENT_MAX_WINDOW_BITS),
				String.join(", ", response.headers("Sec-WebSocket-Extensions")));
	}

	private static int windowBits(Extension extension, String parameter) {
		String value = extension.value(parameter);
		return (value != null) ? Integer.parseInt(value) : LARGEST_WINDOW_BITS;
	}

}
