package dev.duplex.conformance.suite;

import org.jspecify.annotations.Nullable;

/**
 * How a connection is opened that is to be open.
 *
 * @param service how the engine is set up
 * @param path where: {@code /echo}, or another that the service has
 * @param offer what a client offers as its extensions, {@code null} for nothing. A client
 * under test chooses by itself
 * @param answer what the runner answers as the extension to a client that offers it,
 * {@code null} for nothing
 * @param early bytes in one segment with the opening handshake
 */
public record Opening(Service service, String path, @Nullable String offer, @Nullable String answer, byte[] early) {

	/** Where a service echoes. */
	public static final String ECHO = "/echo";

	/** Where the application does as it is told. */
	public static final String PROBE = "/probe";

	/**
	 * Opens without an extension.
	 * @param service how the engine is set up
	 * @param path where
	 * @return the opening
	 */
	public static Opening of(Service service, String path) {
		return new Opening(service, path, null, null, new byte[0]);
	}

	/**
	 * With an extension.
	 * @param offered what a client offers
	 * @param answered what a server answers
	 * @return the opening
	 */
	public Opening extension(String offered, String answered) {
		return new Opening(this.service, this.path, offered, answered, this.early);
	}

	/**
	 * With bytes in one segment with the opening handshake.
	 * @param bytes the bytes
	 * @return the opening
	 */
	public Opening early(byte[] bytes) {
		return new Opening(this.service, this.path, this.offer, this.answer, bytes);
	}

}
