package dev.duplex.conformance.suite;

import java.util.Arrays;
import java.util.List;

/**
 * What both sides agreed on for permessage-deflate (RFC 7692 section 7.1).
 *
 * @param runnerWindowBits the runner's largest window as a power of two
 * @param runnerNoContextTakeover whether the runner compresses each message for itself
 * @param engineWindowBits the largest window of the engine under test
 * @param engineNoContextTakeover whether the engine compresses each message for itself
 */
record Agreement(int runnerWindowBits, boolean runnerNoContextTakeover, int engineWindowBits,
		boolean engineNoContextTakeover) {

	private static final int LARGEST = 15;

	/**
	 * Reads the response of an opening handshake.
	 * @param extension the extension's name and its parameters
	 * @param engine the role of the engine under test
	 * @return the agreement
	 */
	static Agreement of(String extension, Role engine) {
		List<String> parameters = Arrays.stream(extension.split(";")).map(String::trim).toList();
		String ours = (engine == Role.SERVER) ? "client" : "server";
		String theirs = (engine == Role.SERVER) ? "server" : "client";
		return new Agreement(bits(parameters, ours), parameters.contains(ours + "_no_context_takeover"),
				bits(parameters, theirs), parameters.contains(theirs + "_no_context_takeover"));
	}

	private static int bits(List<String> parameters, String side) {
		String start = side + "_max_window_bits=";
		return parameters.stream()
			.filter((parameter) -> parameter.startsWith(start))
			.findFirst()
			.map((parameter) -> Integer.parseInt(parameter.substring(start.length())))
			.orElse(LARGEST);
	}

}
