package dev.duplex.engine.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The answer to an opening handshake that is not accepted (RFC 6455 section 4.2.2). After
 * it the connection is closed, and nothing that came behind the request is looked at.
 *
 * @param status the HTTP status, never 101
 * @param reason why, as one of a fixed number of words, for metrics
 * @param headers response headers, without those of the connection and the body's length;
 * without a Content-Type the body is plain text
 * @param body a text for people, with nothing of the request's in it
 */
public record HandshakeRefusal(int status, String reason, List<Header> headers, String body) {

	/**
	 * Copies and checks the headers.
	 * @throws IllegalArgumentException if the status is not one of a final response other
	 * than 1xx, or a header cannot be sent
	 */
	public HandshakeRefusal {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("status " + status + " does not refuse a handshake");
		}
		headers = List.copyOf(headers);
		headers.forEach(Header::requireSendable);
	}

	/**
	 * A refusal with a body.
	 * @param status the HTTP status
	 * @param reason why, as a word for metrics
	 * @param body a text for people
	 * @param headers response headers
	 * @return the refusal
	 */
	public static HandshakeRefusal of(int status, String reason, String body, Header... headers) {
		return new HandshakeRefusal(status, reason, List.of(headers), body);
	}

	/**
	 * The whole response.
	 * @return its bytes
	 */
	public byte[] toResponse() {
		byte[] content = this.body.getBytes(StandardCharsets.UTF_8);
		StringBuilder head = new StringBuilder(192).append("HTTP/1.1 ")
			.append(this.status)
			.append(' ')
			.append(phrase(this.status))
			.append("\r\n");
		this.headers.forEach((header) -> OpeningHandshake.append(head, header.name(), header.value()));
		boolean upgrades = this.headers.stream().anyMatch((header) -> header.is("Upgrade"));
		OpeningHandshake.append(head, "Connection", upgrades ? "Upgrade, close" : "close");
		if (this.headers.stream().noneMatch((header) -> header.is("Content-Type"))) {
			OpeningHandshake.append(head, "Content-Type", "text/plain;charset=UTF-8");
		}
		OpeningHandshake.append(head, "Content-Length", Integer.toString(content.length));
		byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
		byte[] response = new byte[start.length + content.length];
		System.arraycopy(start, 0, response, 0, start.length);
		System.arraycopy(content, 0, response, start.length, content.length);
		return response;
	}

	private static String phrase(int status) {
		return switch (status) {
			case 400 -> "Bad Request";
			case 401 -> "Unauthorized";
			case 403 -> "Forbidden";
			case 404 -> "Not Found";
			case 405 -> "Method Not Allowed";
			case 408 -> "Request Timeout";
			case 414 -> "URI Too Long";
			case 426 -> "Upgrade Required";
			case 429 -> "Too Many Requests";
			case 431 -> "Request Header Fields Too Large";
			case 500 -> "Internal Server Error";
			case 503 -> "Service Unavailable";
			case 505 -> "HTTP Version Not Supported";
			default -> "";
		};
	}

}
