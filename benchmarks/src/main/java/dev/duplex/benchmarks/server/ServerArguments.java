package dev.duplex.benchmarks.server;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The command line of a server.
 *
 * @param words what only that server knows
 * @param deflate how to compress, or {@code null} if it is not to
 * @param certificate what to speak TLS with, or {@code null} for TCP alone
 * @param messageSize the largest message in bytes, or 0 for what is usual
 */
public record ServerArguments(Set<String> words, @Nullable Deflate deflate, @Nullable Certificate certificate,
		int messageSize) {

	private static final String DEFLATE = "deflate=";

	private static final String TAKEOVER = "deflate-takeover=";

	private static final String CERTIFICATE = "certificate=";

	private static final String MESSAGE_SIZE = "message-size=";

	/**
	 * The argument for compression.
	 * @param level zlib's level, as far as the server lets it be chosen
	 * @param contextTakeover whether messages may refer to the ones before
	 * @return the argument
	 */
	public static String deflate(int level, boolean contextTakeover) {
		return (contextTakeover ? TAKEOVER : DEFLATE) + level;
	}

	/**
	 * The argument for TLS.
	 * @param certificate the certificate to show
	 * @return the argument
	 */
	public static String tls(Certificate certificate) {
		return CERTIFICATE + certificate.file();
	}

	/**
	 * The argument for messages of a size that has to be asked for.
	 * @param bytes the largest one
	 * @return the argument
	 */
	public static String messageSize(int bytes) {
		return MESSAGE_SIZE + bytes;
	}

	static ServerArguments parse(String... arguments) {
		Set<String> words = new HashSet<>();
		Deflate deflate = null;
		Certificate certificate = null;
		int messageSize = 0;
		for (String argument : arguments) {
			String value = argument.substring(argument.indexOf('=') + 1);
			if (argument.startsWith(DEFLATE) || argument.startsWith(TAKEOVER)) {
				deflate = new Deflate(Integer.parseInt(value), argument.startsWith(TAKEOVER));
			}
			else if (argument.startsWith(CERTIFICATE)) {
				certificate = new Certificate(Path.of(value));
			}
			else if (argument.startsWith(MESSAGE_SIZE)) {
				messageSize = Integer.parseInt(value);
			}
			else {
				words.add(argument);
			}
		}
		return new ServerArguments(words, deflate, certificate, messageSize);
	}

	/**
	 * Compression of messages of any size.
	 *
	 * @param level zlib's level
	 * @param contextTakeover whether messages may refer to the ones before
	 */
	record Deflate(int level, boolean contextTakeover) {
	}

}
