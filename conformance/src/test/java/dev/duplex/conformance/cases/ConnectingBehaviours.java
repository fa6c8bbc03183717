package dev.duplex.conformance.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.duplex.conformance.suite.Bytes;
import dev.duplex.conformance.suite.ClientHandshake;
import dev.duplex.conformance.suite.ClientTarget;
import dev.duplex.conformance.suite.Connections;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Event;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.ServerHandshake;
import dev.duplex.conformance.suite.Service;
import dev.duplex.conformance.suite.Target;
import dev.duplex.conformance.suite.Verdict;
import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.WebSocketUri;
import dev.duplex.engine.tck.Frame;

/**
 * What a client does to connect, beyond answers.
 */
final class ConnectingBehaviours {

	/** How long nothing must happen. */
	private static final Duration QUIET = Duration.ofMillis(100);

	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private ConnectingBehaviours() {
	}

	private static ClientTarget client(Target target) {
		return (ClientTarget) target;
	}

	private static Endpoint echo(ClientTarget client) {
		return client.endpoint(Service.DEFAULTS, Opening.ECHO);
	}

	private static void answer(Peer peer, String key) throws IOException {
		peer.write(Bytes.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + ServerHandshake.acceptOf(key) + "\r\n\r\n"));
	}

	static Verdict taken(String uri, String parts) {
		WebSocketUri taken = ConnectRequest.to(uri).build().uri();
		String seen = taken.authority() + " " + taken.port() + " " + taken.resourceName();
		return seen.equals(parts) ? Verdict.OK : Verdict.failed("was " + seen);
	}

	static Verdict refused(String uri) {
		try {
			return Verdict.failed("was taken as " + ConnectRequest.to(uri).build());
		}
		catch (IllegalArgumentException ex) {
			return Verdict.OK;
		}
	}

	static Verdict request(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		ConnectRequest request = client.to("/a%20b?c=d").header("Origin", "https://app.example.com").build();
		CompletableFuture<WebSocketConnection> connecting = client.connect(request, echo(client));
		try (Peer peer = client.accept(conversation)) {
			List<String> lines = peer.readHead();
			String key = ClientTarget.header(lines, "Sec-WebSocket-Key");
			List<String> expected = List.of("Host: localhost:" + request.uri().port(), "Upgrade: websocket",
					"Connection: Upgrade", "Sec-WebSocket-Version: 13", "Origin: https://app.example.com");
			boolean right = lines.get(0).equals("GET /a%20b?c=d HTTP/1.1") && lines.containsAll(expected)
					&& Base64.getDecoder().decode(key).length == 16
					&& lines.stream().filter((line) -> line.startsWith("Host:")).count() == 1;
			answer(peer, key);
			if (!right || ClientHandshake.failure(connecting) != null) {
				return Verdict.failed("the request was " + lines);
			}
			return Connections.staysOpen(peer);
		}
	}

	static Verdict otherHost(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		if (!client.isTls()) {
			return Verdict.notApplicable("there is no TLS");
		}
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), echo(client));
		try (Peer peer = client.acceptAsOtherHost(conversation)) {
			Event event = peer.next();
			if (!(event instanceof Event.End)) {
				return Verdict.failed("the client sent " + event);
			}
		}
		catch (IOException ex) {
			// The client may be gone in the middle of the TLS handshake.
			conversation.add("< " + ex);
		}
		Reason failure = ClientHandshake.failure(connecting);
		return (failure == Reason.TLS) ? Verdict.OK : Verdict.failed("the client failed: " + failure);
	}

	static Verdict serverName(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		if (!client.isTls()) {
			return Verdict.notApplicable("there is no TLS");
		}
		try (Peer peer = client.open(Opening.of(Service.DEFAULTS, Opening.ECHO), conversation)) {
			return peer.serverNames().equals(List.of("localhost")) ? Connections.staysOpen(peer)
					: Verdict.failed("server_name was " + peer.serverNames());
		}
	}

	static Verdict keys(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		Set<String> keys = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), echo(client));
			try (Peer peer = client.accept(conversation)) {
				String key = ClientTarget.header(peer.readHead(), "Sec-WebSocket-Key");
				if (Base64.getDecoder().decode(key).length == 16) {
					keys.add(key);
				}
				peer.write(Bytes.ascii("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
				ClientHandshake.failure(connecting);
			}
		}
		return (keys.size() == 10) ? Verdict.OK : Verdict.failed("the keys were " + keys);
	}

	static Verdict oneAtATime(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		ConnectRequest request = client.to("/").build();
		CompletableFuture<WebSocketConnection> first = client.connect(request, echo(client));
		CompletableFuture<WebSocketConnection> second = client.connect(request, echo(client));
		try (Peer peer = client.accept(conversation)) {
			String key = ClientTarget.header(peer.readHead(), "Sec-WebSocket-Key");
			Peer early = client.accept(QUIET, conversation);
			answer(peer, key);
			try (Peer next = (early != null) ? early : client.accept(conversation)) {
				answer(next, ClientTarget.header(next.readHead(), "Sec-WebSocket-Key"));
				if (ClientHandshake.failure(first) != null || ClientHandshake.failure(second) != null) {
					return Verdict.failed("one of the clients failed");
				}
				return (early != null) ? Verdict.failed("the second did not wait")
						: Connections.staysOpen(peer).and(Connections.staysOpen(next));
			}
		}
	}

	static Verdict subprotocols(Target target, Conversation conversation, String... subprotocols) throws IOException {
		ClientTarget client = client(target);
		Endpoint endpoint = Endpoint.builder("client", new ConnectionHandler() {
		}).subprotocols(List.of(subprotocols)).build();
		try {
			client.connect(client.to("/").build(), endpoint);
			return Verdict.failed("there was no exception");
		}
		catch (IllegalArgumentException ex) {
			Peer peer = client.accept(QUIET, conversation);
			if (peer == null) {
				return Verdict.OK;
			}
			peer.close();
			return Verdict.failed("there was an exception, and a connection");
		}
	}

	static Verdict silence(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), echo(client));
		try (Peer peer = client.accept(conversation)) {
			String key = ClientTarget.header(peer.readHead(), "Sec-WebSocket-Key");
			Event event = peer.next(QUIET);
			answer(peer, key);
			return (event instanceof Event.Silence && ClientHandshake.failure(connecting) == null)
					? Connections.staysOpen(peer) : Verdict.failed("behind the request was " + event);
		}
	}

	static Verdict refusal(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), echo(client));
		try (Peer peer = client.accept(conversation)) {
			peer.readHead();
			peer.write(Bytes.ascii(
					"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno"));
			connecting.get(Peer.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			return Verdict.failed("the client connected");
		}
		catch (ExecutionException ex) {
			return (ex.getCause() instanceof ConnectFailedException failure && failure.reason() == Reason.REFUSED
					&& failure.response() != null && failure.response().status() == 401
					&& "Basic realm=\"x\"".equals(failure.response().header("www-authenticate"))) ? Verdict.OK
							: Verdict.failed("the client failed: " + ex.getCause());
		}
	}

	static Verdict noAnswer(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		CompletableFuture<WebSocketConnection> connecting = client
			.connect(client.to("/").connectTimeout(TIMEOUT).build(), echo(client));
		try (Peer peer = client.accept(conversation)) {
			peer.readHead();
			Event event = peer.next();
			Reason failure = ClientHandshake.failure(connecting);
			return (failure == Reason.TIMEOUT && event instanceof Event.End) ? Verdict.OK
					: Verdict.failed("the client failed: %s, and sent %s".formatted(failure, event));
		}
	}

	static Verdict halfAnswer(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), echo(client));
		try (Peer peer = client.accept(conversation)) {
			peer.readHead();
			peer.write(Bytes.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso"));
			peer.shutdownOutput();
			Reason failure = ClientHandshake.failure(connecting);
			return (failure == Reason.CONNECT) ? Verdict.OK : Verdict.failed("the client failed: " + failure);
		}
	}

	static Verdict noEnd(Target target, Conversation conversation) throws Exception {
		ClientTarget client = client(target);
		Endpoint endpoint = Endpoint.builder("client", new ConnectionHandler() {
		}).options(ConnectionOptions.defaults().toBuilder().closeTimeout(TIMEOUT).build()).build();
		CompletableFuture<WebSocketConnection> connecting = client.connect(client.to("/").build(), endpoint);
		try (Peer peer = client.accept(conversation)) {
			answer(peer, ClientTarget.header(peer.readHead(), "Sec-WebSocket-Key"));
			WebSocketConnection connection = connecting.get(Peer.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			long start = System.nanoTime();
			connection.close();
			Event close = peer.next();
			peer.send(Frame.close(1000));
			Event end = peer.next();
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			boolean inTime = taken.compareTo(TIMEOUT.dividedBy(2)) > 0 && taken.compareTo(TIMEOUT.plusSeconds(5)) < 0;
			return (close.equals(new Event.Received(Frame.close(1000))) && end instanceof Event.End && inTime)
					? Verdict.OK : Verdict.failed("was %s, then %s after %s".formatted(close, end, taken));
		}
	}

	static Verdict delays() {
		ReconnectPolicy policy = ReconnectPolicy.defaults();
		long longest = 0;
		for (int attempt = 1; attempt <= 10; attempt++) {
			int now = attempt;
			long[] delays = Stream.generate(() -> policy.delay(now, null).toMillis())
				.limit(1_000)
				.mapToLong(Long::longValue)
				.sorted()
				.toArray();
			long least = delays[0];
			long most = delays[delays.length - 1];
			boolean first = attempt == 1 && least < 1_000 && most > 4_000 && most <= 5_000;
			boolean later = attempt > 1 && most <= 60_000 && most - least > most / 4
					&& (attempt == 2 || most >= longest || most > 55_000);
			if (!first && !later) {
				return Verdict.failed("attempt %d comes after %d to %d ms".formatted(attempt, least, most));
			}
			longest = (attempt == 1) ? 0 : most;
		}
		return Verdict.OK;
	}

	static Verdict codes() {
		ReconnectPolicy policy = ReconnectPolicy.defaults();
		for (int code : new int[] { 1000, 1002, 1003, 1007, 1008, 1009, 1010 }) {
			if (policy.reconnectsAfter(new CloseReason(code, "", Initiator.REMOTE))) {
				return Verdict.failed("there is another attempt after " + code);
			}
		}
		for (int code : new int[] { 1001, 1005, 1006, 1011, 1012, 1013, 1014, 4000 }) {
			if (!policy.reconnectsAfter(new CloseReason(code, "", Initiator.REMOTE))) {
				return Verdict.failed("there is no other attempt after " + code);
			}
		}
		return Verdict.OK;
	}

}
