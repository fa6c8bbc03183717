package dev.duplex.spring.actuate;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import dev.duplex.engine.WebSocketConnection;

/**
 * A peer's address as text. No name is ever looked up.
 */
final class RemoteAddress {

	private RemoteAddress() {
	}

	static String host(WebSocketConnection connection) {
		InetSocketAddress remote = connection.remoteAddress();
		InetAddress address = remote.getAddress();
		return (address != null) ? address.getHostAddress() : remote.getHostString();
	}

	static String hostAndPort(WebSocketConnection connection) {
		String host = host(connection);
		return ((host.indexOf(':') >= 0) ? '[' + host + ']' : host) + ':' + connection.remoteAddress().getPort();
	}

}
