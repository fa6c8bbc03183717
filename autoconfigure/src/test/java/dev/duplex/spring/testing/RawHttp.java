package dev.duplex.spring.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends bytes that no client would.
 */
public final class RawHttp {

	private RawHttp() {
	}

	/**
	 * A complete opening handshake.
	 */
	public static String handshake(String requestLine, String... headers) {
		StringBuilder request = new StringBuilder(requestLine).append("\r\nHost: localhost\r\nUpgrade: websocket\r\n")
			.append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
			.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	/**
	 * All that a server answers until it ends the connection.
	 */
	public static String exchange(int port, String bytes) throws IOException {
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(10_000);
			send(socket, bytes);
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/**
	 * Sends the characters as bytes.
	 */
	public static void send(Socket socket, String bytes) throws IOException {
		socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

	/**
	 * Reads until the answer ends with the given bytes, or at all.
	 */
	public static String readUntil(Socket socket, String end) throws IOException {
		StringBuilder answer = new StringBuilder();
		int next;
		while (answer.indexOf(end) < 0 && (next = socket.getInputStream().read()) >= 0) {
			answer.append((char) next);
		}
		return answer.toString();
	}

}
