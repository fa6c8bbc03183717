package dev.duplex.conformance.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCase.ContainerAnswer;
import dev.duplex.engine.tck.Pieces;
import dev.duplex.engine.tck.RawClient.Response;
import org.jspecify.annotations.Nullable;

/**
 * A client's opening handshake and the server's answer (RFC 6455 section 4.2). What is
 * accepted must work; what is refused must end, with nothing behind the one response.
 *
 * @param handshake the request and the answer
 * @param service how the engine is set up
 * @param agreed what the response must have as its subprotocol and extension, which may
 * be nothing
 */
public record ServerHandshake(HandshakeCase handshake, Service service, Agreed agreed) implements Scenario {

	private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int SMALL = 1_000;

	/**
	 * What a response says that was agreed on.
	 *
	 * @param subprotocol the subprotocol, {@code null} for no header
	 * @param extension the extension, {@code null} for no header
	 */
	public record Agreed(@Nullable String subprotocol, @Nullable String extension) {

		/** On nothing. */
		public static final Agreed NOTHING = new Agreed(null, null);

		private boolean is(Response response) {
			return is(response.header("Sec-WebSocket-Protocol"), this.subprotocol)
					&& is(response.header("Sec-WebSocket-Extensions"), this.extension);
		}

		private static boolean is(List<String> values, @Nullable String expected) {
			return values.equals((expected != null) ? List.of(expected) : List.of());
		}

	}

	@Override
	public String input() {
		String text = this.handshake.request()
			.lines()
			.stream()
			.map((line) -> (line.length() > 200) ? line.substring(0, 200) + "…" : line)
			.collect(Collectors.joining(" | "));
		return (text.length() > 1_000) ? text.substring(0, 1_000) + "…" : text;
	}

	@Override
	public String expected() {
		List<String> parts = new ArrayList<>();
		parts.add(new TreeSet<>(this.handshake.statuses()).stream()
			.map(String::valueOf)
			.collect(Collectors.joining(" or ")));
		parts.addAll(this.handshake.headers());
		if (this.agreed.subprotocol() != null) {
			parts.add("Sec-WebSocket-Protocol: " + this.agreed.subprotocol());
		}
		if (this.agreed.extension() != null) {
			parts.add("Sec-WebSocket-Extensions: " + this.agreed.extension());
		}
		parts.add(this.handshake.isAccepted() ? "the connection is open" : "the end of the stream");
		return String.join(", ", parts);
	}

	@Override
	public List<Run> runs(Target target) {
		ServerTarget server = (ServerTarget) target;
		byte[] bytes = this.handshake.request().bytes();
		List<Run> runs = new ArrayList<>();
		runs.add(run("in one piece", server, List.of(bytes)));
		if (bytes.length <= SMALL) {
			runs.add(run("byte by byte", server, Pieces.byteByByte(bytes)));
		}
		runs.add(run("cut at random", server, Pieces.atRandom(bytes, new Random(bytes.length))));
		byte[] both = Bytes.join(bytes, Frame.ping("early").masked());
		runs.add(new Run("with a Ping in the same segment",
				(conversation) -> run(server, List.of(both), true, conversation)));
		return runs;
	}

	private Run run(String delivery, ServerTarget server, List<byte[]> pieces) {
		return new Run(delivery, (conversation) -> run(server, pieces, false, conversation));
	}

	private Verdict run(ServerTarget server, List<byte[]> pieces, boolean early, Conversation conversation)
			throws IOException {
		try (Peer peer = server.connect(this.service, conversation)) {
			// A request that is refused early may find the connection gone before its
			// last piece.
			for (byte[] piece : pieces) {
				if (!peer.tryWrite(piece)) {
					break;
				}
			}
			ContainerAnswer inContainer = server.isContainer() ? this.handshake.containerAnswer()
					: ContainerAnswer.SAME;
			if (inContainer == ContainerAnswer.ANY) {
				return Verdict.notApplicable("the container answers as it likes");
			}
			if (inContainer == ContainerAnswer.NOT_UPGRADED) {
				return isUpgraded(peer) ? Verdict.failed("was answered 101") : Verdict.OK;
			}
			Response response = ServerTarget.response(peer);
			if (!this.handshake.statuses().contains(response.status())) {
				return Verdict.failed("was answered " + response.status());
			}
			if (!this.handshake.headers().stream().allMatch((line) -> has(response, line))) {
				return Verdict.failed("headers were " + response.lines());
			}
			return (response.status() == 101) ? accepted(response, peer, early) : refused(response, peer, server);
		}
	}

	/** A container may also hang up. */
	private static boolean isUpgraded(Peer peer) {
		try {
			return peer.readHead().get(0).startsWith("HTTP/1.1 101");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean has(Response response, String line) {
		String value = line.substring(line.indexOf(':') + 1).trim();
		return response.header(line.substring(0, line.indexOf(':')))
			.stream()
			.flatMap((values) -> List.of(values.split(", ")).stream())
			.anyMatch(value::equalsIgnoreCase);
	}

	private Verdict accepted(Response response, Peer peer, boolean early) throws IOException {
		if (!response.header("Sec-WebSocket-Accept").equals(List.of(acceptOf(key())))) {
			return Verdict.failed("Sec-WebSocket-Accept was " + response.header("Sec-WebSocket-Accept"));
		}
		if (!response.header("Content-Length").isEmpty() || !response.header("Transfer-Encoding").isEmpty()) {
			return Verdict.failed("a 101 with a body: " + response.lines());
		}
		if (!this.agreed.is(response)) {
			return Verdict.failed("headers were " + response.lines());
		}
		if (early) {
			Event event = peer.next();
			if (!event.equals(new Event.Received(Frame.pong("early")))) {
				return Verdict.failed("expected a Pong for the Ping behind the request but was " + event);
			}
		}
		return Connections.staysOpen(peer);
	}

	/** A container may keep the connection of an ordinary response. */
	private static Verdict refused(Response response, Peer peer, ServerTarget server) throws IOException {
		if (server.isContainer()) {
			return Verdict.OK;
		}
		List<String> connection = response.header("Connection");
		if (!String.join(",", connection).toLowerCase(Locale.ROOT).contains("close")) {
			return Verdict.failed("Connection was " + connection);
		}
		return Connections.end(peer);
	}

	private String key() {
		String name = "sec-websocket-key:";
		return this.handshake.request()
			.lines()
			.stream()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(name))
			.findFirst()
			.map((line) -> line.substring(name.length()).trim())
			.orElse("");
	}

	/**
	 * What a server has to answer to a key (RFC 6455 section 4.2.2).
	 * @param key the key
	 * @return the value of Sec-WebSocket-Accept
	 */
	public static String acceptOf(String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
