package dev.duplex.benchmarks.client;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * The server under load, on this machine.
 *
 * @param port its port
 * @param path the path of its echo endpoint
 * @param tls what to connect with by TLS, or {@code null} for TCP alone
 */
public record Target(int port, String path, @Nullable SSLContext tls) {

	/**
	 * Another endpoint of the same server.
	 * @param path its path
	 * @return the target
	 */
	public Target at(String path) {
		return new Target(this.port, path, this.tls);
	}

}
