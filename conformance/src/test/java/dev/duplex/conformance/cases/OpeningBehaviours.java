package dev.duplex.conformance.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.duplex.conformance.suite.Bytes;
import dev.duplex.conformance.suite.Connections;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Event;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.ServerTarget;
import dev.duplex.conformance.suite.Service;
import dev.duplex.conformance.suite.Target;
import dev.duplex.conformance.suite.Verdict;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient.Response;
import dev.duplex.engine.tck.RawRequest;

/**
 * Opening handshakes that are more than a request and a response.
 */
final class OpeningBehaviours {

	/** More than any service of the suite allows. */
	private static final int TOO_MANY = 8;

	/** Of a second that is allowed. */
	private static final Duration TIME_ALLOWED = Duration.ofSeconds(6);

	private OpeningBehaviours() {
	}

	static Verdict sameOrigin(Target target, Conversation conversation) throws IOException {
		ServerTarget server = (ServerTarget) target;
		String host = "chat.example.com:1234";
		RawRequest request = RawRequest.handshake(Opening.ECHO)
			.replace("Host: " + host)
			.with("Origin: " + (server.isTls() ? "https://" : "http://") + host);
		try (Peer peer = server.connect(Service.DEFAULTS, conversation)) {
			peer.write(request.bytes());
			Response response = ServerTarget.response(peer);
			return (response.status() == 101) ? Connections.staysOpen(peer)
					: Verdict.failed("was answered " + response);
		}
	}

	static Verdict overload(Target target, Conversation conversation) throws IOException {
		ServerTarget server = (ServerTarget) target;
		RawRequest request = RawRequest.handshake(Opening.ECHO).with("Origin: https://app.example.com");
		List<Peer> peers = new ArrayList<>();
		try {
			for (int i = 0; i < TOO_MANY; i++) {
				Peer peer = server.connect(Service.GUARDED, conversation);
				peers.add(peer);
				peer.write(request.bytes());
				Response response = ServerTarget.response(peer);
				if (response.status() == 503) {
					return (i > 0 && response.header("Retry-After").size() == 1) ? Verdict.OK
							: Verdict.failed("connection %d was answered %s".formatted(i + 1, response));
				}
				if (response.status() != 101) {
					return Verdict.failed("was answered " + response);
				}
			}
			return Verdict.failed(TOO_MANY + " connections were accepted");
		}
		finally {
			for (Peer peer : peers) {
				peer.close();
			}
		}
	}

	static Verdict unfinished(Target target, Conversation conversation) throws IOException {
		ServerTarget server = (ServerTarget) target;
		if (server.isContainer()) {
			return Verdict.notApplicable("the container has a timeout of its own");
		}
		byte[] request = RawRequest.handshake(Opening.ECHO).bytes();
		try (Peer peer = server.connect(Service.GUARDED, conversation)) {
			peer.write(Arrays.copyOf(request, request.length / 2));
			long start = System.nanoTime();
			Event event = peer.next(TIME_ALLOWED.plusSeconds(2));
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			return (event instanceof Event.End && taken.compareTo(TIME_ALLOWED) < 0) ? Verdict.OK
					: Verdict.failed("was %s after %s".formatted(event, taken));
		}
	}

	static Verdict behindRefusal(Target target, Conversation conversation) throws IOException {
		ServerTarget server = (ServerTarget) target;
		byte[] refused = RawRequest.handshake(Opening.ECHO).replace("Sec-WebSocket-Version: 8").bytes();
		byte[] second = RawRequest.handshake(Opening.ECHO).bytes();
		byte[] all = Bytes.join(refused, second, Frame.text("behind").masked());
		try (Peer peer = server.connect(Service.DEFAULTS, conversation)) {
			peer.write(all);
			Response response = ServerTarget.response(peer);
			if (response.status() != 426) {
				return Verdict.failed("was answered " + response);
			}
			Event event = peer.next();
			return (event instanceof Event.End) ? Verdict.OK : Verdict.failed("behind the response was " + event);
		}
	}

	static Verdict welcome(Target target, Conversation conversation) throws IOException {
		ServerTarget server = (ServerTarget) target;
		Opening opening = Opening.of(Service.DEFAULTS, "/chat").early(Frame.text("early").masked());
		try (Peer peer = server.open(opening, conversation)) {
			for (String text : new String[] { "welcome", "early" }) {
				Event event = peer.next();
				if (!event.equals(new Event.Received(Frame.text(text)))) {
					return Verdict.failed("expected \"" + text + "\" but was " + event);
				}
			}
			return Connections.staysOpen(peer);
		}
	}

}
