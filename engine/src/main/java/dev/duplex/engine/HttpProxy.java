package dev.duplex.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that a client connects through by CONNECT (RFC 9110 section 9.3.6). What
 * is spoken with the proxy itself is not encrypted; {@code wss} goes through it encrypted
 * end to end.
 *
 * @param host the proxy's name or address
 * @param port its port
 * @param user the user for Basic authentication (RFC 7617), or {@code null} for none
 * @param password the user's password, or {@code null} for an empty one
 */
public record HttpProxy(String host, int port, @Nullable String user, @Nullable String password) {

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the value, if one is out of range
	 */
	public HttpProxy {
		if (host.isBlank()) {
			throw new IllegalArgumentException("host must not be empty");
		}
		if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("port must be from 1 to 65535");
		}
		if (user != null && user.indexOf(':') >= 0) {
			throw new IllegalArgumentException("user must not contain a colon (RFC 7617 section 2)");
		}
		if (user == null && password != null) {
			throw new IllegalArgumentException("password needs a user");
		}
	}

	/**
	 * A proxy that asks for no password.
	 * @param host the proxy's name or address
	 * @param port its port
	 * @return the proxy
	 */
	public static HttpProxy of(String host, int port) {
		return new HttpProxy(host, port, null, null);
	}

	/**
	 * What the Proxy-Authorization header says.
	 * @return the credentials, or {@code null} for none
	 */
	public @Nullable String authorization() {
		if (this.user == null) {
			return null;
		}
		String pair = this.user + ":" + ((this.password != null) ? this.password : "");
		return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Names the proxy without its password.
	 */
	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
