package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.duplex.engine.ConnectFailedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What servers answer to a client's opening handshake, and what the client makes of it
 * (RFC 6455 section 4.1, RFC 7692 section 7.1).
 */
public final class HandshakeResponses {

	private static final String RIGHT = """
			HTTP/1.1 101 Switching Protocols
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Accept: {accept}
			""".replace("\n", "\r\n");

	private static final String DEFLATE = "permessage-deflate";

	private final List<Answer> answers = new ArrayList<>();

	private HandshakeResponses() {
	}

	/**
	 * An answer and what the client makes of it.
	 *
	 * @param id the case, beginning with the line of the checklist it stands for
	 * @param head the answer, where {@code {accept}} stands for the right value and
	 * {@code {lower}} for the same in lower case
	 * @param offers what the client offered
	 * @param failure why it fails to connect, {@code null} if it connects
	 */
	public record Answer(String id, String head, Offers offers, @Nullable Reason failure) {

		/**
		 * The bytes.
		 * @param accept the right value of Sec-WebSocket-Accept
		 * @return the answer
		 */
		public String head(String accept) {
			return this.head.replace("{accept}", accept).replace("{lower}", accept.toLowerCase(Locale.ROOT));
		}

		@Override
		public String toString() {
			return this.id;
		}

	}

	/**
	 * What the client offers.
	 */
	public enum Offers {

		/** Nothing. */
		NOTHING,

		/** The subprotocols {@code v1.chat} and {@code v2.chat}. */
		SUBPROTOCOLS,

		/** permessage-deflate, with any window for itself. */
		COMPRESSION,

		/** permessage-deflate without context takeover. */
		COMPRESSION_WITHOUT_CONTEXT

	}

	/**
	 * All of them.
	 * @return the answers
	 */
	public static List<Answer> all() {
		HandshakeResponses all = new HandshakeResponses();
		all.statuses();
		all.upgrade();
		all.accept();
		all.subprotocols();
		all.extensions();
		all.grammar();
		all.deflate();
		return List.copyOf(all.answers);
	}

	private void statuses() {
		opens("W 2.2.6 a right answer", RIGHT);
		opens("W 2.2.8 interim answers before it",
				"HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + RIGHT);
		fails("W 2.2.8 interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000));
		for (String status : new String[] { "200 OK", "301 Moved Permanently", "302 Found", "400 Bad Request",
				"401 Unauthorized", "403 Forbidden", "404 Not Found", "426 Upgrade Required",
				"503 Service Unavailable" }) {
			add("W 2.2.5 status " + status, RIGHT.replace("101 Switching Protocols", status) + "Content-Length: 0\r\n",
					Offers.NOTHING, Reason.REFUSED);
		}
		opens("W 2.2.6 no words behind the status", RIGHT.replace(" Switching Protocols", ""));
	}

	private void upgrade() {
		String upgrade = "Upgrade: websocket\r\n";
		String connection = "Connection: Upgrade\r\n";
		opens("W 2.2.6 Upgrade in another case", RIGHT.replace(upgrade, "UPGRADE: WebSocket\r\n"));
		fails("W 2.2.6 no Upgrade", RIGHT.replace(upgrade, ""));
		fails("W 2.2.6 another Upgrade", RIGHT.replace(upgrade, "Upgrade: h2c\r\n"));
		fails("W 2.2.6 two Upgrades", RIGHT + upgrade);
		opens("W 2.2.6 Connection: keep-alive, UPGRADE",
				RIGHT.replace(connection, "connection: keep-alive, UPGRADE\r\n"));
		opens("W 2.2.6 Connection on two lines",
				RIGHT.replace(connection, "Connection: keep-alive\r\nConnection: upgrade\r\n"));
		fails("W 2.2.6 no Connection", RIGHT.replace(connection, ""));
		fails("W 2.2.6 Connection: upgraded", RIGHT.replace(connection, "Connection: upgraded\r\n"));
	}

	private void accept() {
		String accept = "Sec-WebSocket-Accept: {accept}\r\n";
		opens("W 2.2.6 blanks around Accept", RIGHT.replace(accept, "sec-websocket-accept: \t{accept} \t\r\n"));
		fails("W 2.2.6 no Accept", RIGHT.replace(accept, ""));
		fails("W 2.2.6 the Accept of another key", RIGHT.replace("{accept}", RawRequest.SAMPLE_ACCEPT));
		fails("W 2.2.6 an empty Accept", RIGHT.replace("{accept}", ""));
		fails("W 2.2.6 Accept twice", RIGHT + accept);
		fails("W 2.2.6 Accept in lower case", RIGHT.replace("{accept}", "{lower}"));
		fails("W 2.2.6 Accept with more behind it", RIGHT.replace("{accept}", "{accept}x"));
	}

	private void subprotocols() {
		String protocol = "Sec-WebSocket-Protocol: ";
		add("W 2.2.7 a subprotocol that was offered", RIGHT + protocol + "v2.chat\r\n", Offers.SUBPROTOCOLS, null);
		add("W 2.2.7 none of the subprotocols", RIGHT, Offers.SUBPROTOCOLS, null);
		for (String answer : new String[] { "v3.chat", "V1.CHAT", "v1.chat, v2.chat", "",
				"v1.chat\r\nSec-WebSocket-Protocol: v2.chat", "v1.chat\r\nSec-WebSocket-Protocol: v1.chat" }) {
			add("W 2.2.7 subprotocol '" + answer.replace("\r\n" + protocol, "' and '") + "'",
					RIGHT + protocol + answer + "\r\n", Offers.SUBPROTOCOLS, Reason.HANDSHAKE);
		}
		fails("W 2.2.7 a subprotocol although none was offered", RIGHT + protocol + "v1.chat\r\n");
	}

	private void extensions() {
		fails("W 2.2.7 an extension although none was offered", RIGHT + extension(DEFLATE));
		add("W 2.2.7 an extension that was not offered", RIGHT + extension("x-other"), Offers.COMPRESSION,
				Reason.HANDSHAKE);
		add("W 2.2.7 an extension that was not offered beside one that was",
				RIGHT + extension(DEFLATE) + extension("x-other"), Offers.COMPRESSION, Reason.HANDSHAKE);
		fails("W 2.2.7 a malformed extension", RIGHT + extension(";"));
		add("W 2.2.7 an empty extension", RIGHT + extension(""), Offers.COMPRESSION, Reason.HANDSHAKE);
	}

	private void grammar() {
		fails("W 2.2.6 HTTP/1.0", RIGHT.replace("HTTP/1.1", "HTTP/1.0"));
		fails("W 2.2.6 no HTTP", "SSH-2.0-OpenSSH\r\n");
		fails("W 2.2.6 a folded header", RIGHT + "X: y\r\n z\r\n");
		fails("W 2.2.6 a bare line feed", RIGHT + "X: y\nZ: z\r\n");
		fails("W 2.2.6 a header without a colon", RIGHT + "X\r\n");
		fails("W 2.2.6 a NUL in a value", RIGHT + "X: a\0b\r\n");
		fails("W 2.2.8 a header without end", RIGHT + "X: " + "y".repeat(9_000) + "\r\n");
		fails("W 2.2.8 headers without end", RIGHT + "X: y\r\n".repeat(101));
	}

	private void deflate() {
		for (String parameters : new String[] { "", "; server_no_context_takeover", "; client_no_context_takeover",
				"; server_max_window_bits=8", "; server_max_window_bits=15", "; client_max_window_bits=8",
				"; client_max_window_bits=15", "; client_max_window_bits=\"10\"",
				"; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=9" }) {
			agreed("D17 ", parameters, Offers.COMPRESSION, null);
		}
		add("D18 no extension", RIGHT, Offers.COMPRESSION, null);
		for (String parameters : new String[] { "; unknown", "; server_max_window_bits", "; server_max_window_bits=7",
				"; server_max_window_bits=16", "; server_max_window_bits=08", "; server_max_window_bits=x",
				"; client_max_window_bits", "; client_max_window_bits=7", "; client_max_window_bits=16",
				"; server_no_context_takeover=1", "; client_no_context_takeover=true",
				"; server_no_context_takeover; server_no_context_takeover",
				"; client_max_window_bits=9; client_max_window_bits=9", ", " + DEFLATE,
				"\r\nSec-WebSocket-Extensions: " + DEFLATE }) {
			agreed("D16 ", parameters, Offers.COMPRESSION, Reason.HANDSHAKE);
		}
		agreed("D17 asked for no context: ", "; server_no_context_takeover", Offers.COMPRESSION_WITHOUT_CONTEXT, null);
		agreed("D17 asked for no context: ", "", Offers.COMPRESSION_WITHOUT_CONTEXT, Reason.HANDSHAKE);
	}

	private void agreed(String id, String parameters, Offers offers, @Nullable Reason failure) {
		add(id + DEFLATE + parameters.replace("\r\n", " | "), RIGHT + extension(DEFLATE + parameters), offers, failure);
	}

	private static String extension(String value) {
		return "Sec-WebSocket-Extensions: " + value + "\r\n";
	}

	private void opens(String id, String head) {
		add(id, head, Offers.NOTHING, null);
	}

	private void fails(String id, String head) {
		add(id, head, Offers.NOTHING, Reason.HANDSHAKE);
	}

	private void add(String id, String head, Offers offers, @Nullable Reason failure) {
		this.answers.add(new Answer(id, head + "\r\n", offers, failure));
	}

}
