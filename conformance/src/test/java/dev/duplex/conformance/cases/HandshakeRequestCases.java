package dev.duplex.conformance.cases;

import java.util.List;
import java.util.Set;

import dev.duplex.conformance.suite.Behaviour;
import dev.duplex.conformance.suite.Connections;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Event;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.ServerHandshake;
import dev.duplex.conformance.suite.ServerHandshake.Agreed;
import dev.duplex.conformance.suite.ServerTarget;
import dev.duplex.conformance.suite.Service;
import dev.duplex.conformance.suite.Verdict;
import dev.duplex.engine.tck.DeflateOffers;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.HandshakeCase;
import dev.duplex.engine.tck.HandshakeCase.ContainerAnswer;
import dev.duplex.engine.tck.HandshakeCases;
import dev.duplex.engine.tck.RawClient.Response;
import dev.duplex.engine.tck.RawRequest;
import org.jspecify.annotations.Nullable;

/**
 * Requests and responses: the cases of the engine's own suite, and what depends on how a
 * server is set up.
 */
final class HandshakeRequestCases {

	private static final String RFC = "RFC 6455 section 4.2";

	private final CaseList cases = new CaseList(Section.SERVER_HANDSHAKE);

	private HandshakeRequestCases() {
		this.cases.only(Role.SERVER);
	}

	static List<ConformanceCase> all() {
		HandshakeRequestCases all = new HandshakeRequestCases();
		for (HandshakeCase handshake : HandshakeCases.all()) {
			all.cases.add(handshake.id(), RFC, new ServerHandshake(handshake, Service.DEFAULTS, Agreed.NOTHING));
		}
		all.paths();
		all.origins();
		all.subprotocols();
		all.refusals();
		all.offers();
		return all.cases.toList();
	}

	private static RawRequest valid() {
		return RawRequest.handshake(Opening.ECHO);
	}

	private void paths() {
		for (String path : new String[] { "/", "/echo/", "/echo/x", "/ECHO", "/ech", "/echoo", "/unknown" }) {
			refused("H 2.1.5 unknown path " + path, Service.DEFAULTS, RawRequest.handshake(path), 404, List.of(),
					ContainerAnswer.NOT_UPGRADED);
		}
	}

	private void origins() {
		for (String origin : new String[] { "https://app.example.com", "HTTPS://APP.EXAMPLE.COM",
				"https://a.chat.example.com" }) {
			accepted("H 2.1.12 allowed origin " + origin, Service.GUARDED, valid().with("Origin: " + origin),
					Agreed.NOTHING);
		}
		for (String origin : new String[] { "https://app.example.com.evil.test", "https://evilchat.example.com",
				"https://evil.test", "http://app.example.com", "https://app.example.com:8443", "null", "" }) {
			refused("H 2.1.12 foreign origin '" + origin + "'", Service.GUARDED, valid().with("Origin: " + origin), 403,
					List.of(), ContainerAnswer.SAME);
		}
		refused("H 2.1.12 no origin where one is required", Service.GUARDED, valid(), 403, List.of(),
				ContainerAnswer.SAME);
		accepted("H 2.1.12 no origin where none is required", Service.DEFAULTS, valid(), Agreed.NOTHING);
		this.cases.add("H 2.1.12 the same origin", RFC, new Behaviour(
				"an Origin of the scheme, host and port of the request", "101", OpeningBehaviours::sameOrigin));
		refused("H 2.1.12 another origin", Service.DEFAULTS, valid().with("Origin: https://evil.test"), 403, List.of(),
				ContainerAnswer.SAME);
	}

	private void subprotocols() {
		subprotocol("the client's first that the server speaks", "v2.chat", "v3.chat, v2.chat, v1.chat");
		subprotocol("several lines are one list", "v1.chat", "v3.chat", "v1.chat", "v2.chat");
		subprotocol("none in common", null, "v3.chat");
		subprotocol("letters of another case", null, "V1.CHAT");
		subprotocol("no subprotocol", null);
	}

	private void subprotocol(String title, @Nullable String agreed, String... lines) {
		RawRequest request = RawRequest.handshake("/chat");
		for (String line : lines) {
			request = request.with("Sec-WebSocket-Protocol: " + line);
		}
		RawRequest asked = request;
		this.cases.add("H 2.1.13 agreement: " + title, RFC, new Behaviour(String.join(" | ", lines),
				"101, Sec-WebSocket-Protocol: " + agreed, (target, conversation) -> {
					try (Peer peer = ((ServerTarget) target).connect(Service.DEFAULTS, conversation)) {
						peer.write(asked.bytes());
						Response response = ServerTarget.response(peer);
						List<String> expected = (agreed != null) ? List.of(agreed) : List.of();
						if (response.status() != 101 || !response.header("Sec-WebSocket-Protocol").equals(expected)) {
							return Verdict.failed("was answered " + response);
						}
						Event event = peer.next();
						return event.equals(new Event.Received(Frame.text("welcome"))) ? Connections.staysOpen(peer)
								: Verdict.failed("was " + event);
					}
				}));
	}

	private void refusals() {
		refused("H 2.1.20 who may not come in", Service.GUARDED, RawRequest.handshake("/secret"), 401,
				List.of("WWW-Authenticate: Basic realm=\"secret\""), ContainerAnswer.SAME);
		this.cases.add("H 2.1.20 too many connections", RFC, new Behaviour("as many connections as allowed, and one",
				"503, Retry-After", OpeningBehaviours::overload));
		this.cases.add("H 2.1.17 a request that does not end", RFC, new Behaviour("half a request",
				"408 or nothing, the end of the stream within the time allowed", OpeningBehaviours::unfinished));
		this.cases.add("H 2.1.18 what follows a refused request", RFC,
				new Behaviour("a request of version 8, another request, a frame", "one response, the end of the stream",
						OpeningBehaviours::behindRefusal));
		this.cases.add("H 2.1.19 the response, what the application sends, answers", RFC, new Behaviour(
				"a request and a message in one segment", "101, \"welcome\", the message", OpeningBehaviours::welcome));
	}

	private void offers() {
		this.cases.section(Section.NEGOTIATION);
		for (DeflateOffers.Offer offer : DeflateOffers.all()) {
			RawRequest request = valid();
			for (String line : offer.lines()) {
				request = request.with("Sec-WebSocket-Extensions: " + line);
			}
			if (offer.isMalformed()) {
				refused(offer.id(), Service.DEFLATE, request, 400, List.of(), ContainerAnswer.SAME);
			}
			else {
				accepted(offer.id(), Service.DEFLATE, request, new Agreed(null, offer.answer()));
			}
		}
	}

	private void accepted(String id, Service service, RawRequest request, Agreed agreed) {
		add(id, service, request, Set.of(101), List.of("Upgrade: websocket", "Connection: Upgrade"),
				ContainerAnswer.SAME, agreed);
	}

	private void refused(String id, Service service, RawRequest request, int status, List<String> headers,
			ContainerAnswer inContainer) {
		add(id, service, request, Set.of(status), headers, inContainer, Agreed.NOTHING);
	}

	private void add(String id, Service service, RawRequest request, Set<Integer> statuses, List<String> headers,
			ContainerAnswer inContainer, Agreed agreed) {
		String rfc = id.startsWith("D") ? "RFC 7692 section 7.1" : RFC;
		this.cases.add(id, rfc,
				new ServerHandshake(new HandshakeCase(id, request, statuses, headers, inContainer), service, agreed));
	}

}
