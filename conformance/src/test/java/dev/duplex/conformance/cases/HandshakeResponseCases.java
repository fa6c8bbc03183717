package dev.duplex.conformance.cases;

import java.util.List;

import dev.duplex.conformance.suite.Behaviour;
import dev.duplex.conformance.suite.ClientHandshake;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import dev.duplex.engine.tck.HandshakeResponses;
import dev.duplex.engine.tck.HandshakeResponses.Answer;

/**
 * What a client asks and what it makes of answers.
 */
final class HandshakeResponseCases {

	private static final String RFC = "RFC 6455 section 4.1";

	private final CaseList cases = new CaseList(Section.CLIENT_HANDSHAKE);

	private HandshakeResponseCases() {
		this.cases.only(Role.CLIENT);
	}

	static List<ConformanceCase> all() {
		HandshakeResponseCases all = new HandshakeResponseCases();
		all.uris();
		all.requests();
		all.answers();
		all.reconnecting();
		return all.cases.toList();
	}

	private void uris() {
		String[][] uris = { { "ws://host", "host 80 /" }, { "wss://host", "host 443 /" },
				{ "ws://host?q", "host 80 /?q" }, { "ws://host:8080/a/b?c=d&e", "host:8080 8080 /a/b?c=d&e" },
				{ "wss://host:443/", "host 443 /" }, { "ws://host:443/", "host:443 443 /" },
				{ "ws://[::1]:81/", "[::1]:81 81 /" }, { "WS://HOST/A", "host 80 /A" },
				{ "ws://127.0.0.1/", "127.0.0.1 80 /" } };
		for (String[] uri : uris) {
			this.cases.add("W 2.2.1 " + uri[0], "RFC 6455 section 3", new Behaviour(uri[0], uri[1],
					(target, conversation) -> ConnectingBehaviours.taken(uri[0], uri[1])));
		}
		for (String uri : new String[] { "ws://host/#", "ws://host/a#b", "http://host/", "https://host/", "ws:host",
				"ws://", "ws:///path", "ws://host:0/", "ws://host:65536/", "ws://host:x/", "ws://user@host/",
				"ws://user:secret@host/", "ws://[::1/", "ws://host/a b", "ws://host/%zz", "//host/", "" }) {
			this.cases.add("W 2.2.1 '" + uri + "' is refused", "RFC 6455 section 3", new Behaviour(uri,
					"an exception for the application", (target, conversation) -> ConnectingBehaviours.refused(uri)));
		}
	}

	private void requests() {
		add("W 2.2.2 the request", "a request to /a%20b?c=d with an Origin",
				"what section 4.1 asks for, Host with the port, the Origin", ConnectingBehaviours::request);
		add("W 2.2.2 TLS is with the host that was asked for", "a certificate of another host",
				"no connection (TLS), no request", ConnectingBehaviours::otherHost);
		add("W 2.2.2 the host's name is sent to TLS", "", "server_name is localhost", ConnectingBehaviours::serverName);
		add("W 2.2.3 each attempt has a key of its own", "ten attempts", "ten keys of 16 bytes",
				ConnectingBehaviours::keys);
		add("W 2.2.3 one attempt at a time for a server", "two attempts, the first not answered yet",
				"the second connects when the first has been answered", ConnectingBehaviours::oneAtATime);
		for (String subprotocol : new String[] { "", "a b", "a/b", "\u00E9", "a,b" }) {
			add("W 2.2.4 subprotocol '" + subprotocol + "'", "an attempt with it", "an exception, no connection",
					(target, conversation) -> ConnectingBehaviours.subprotocols(target, conversation, subprotocol));
		}
		add("W 2.2.4 a subprotocol twice", "an attempt with it", "an exception, no connection",
				(target, conversation) -> ConnectingBehaviours.subprotocols(target, conversation, "a", "a"));
		add("W 2.2.5 nothing is sent before the answer", "a request that is answered after a pause",
				"nothing behind the request", ConnectingBehaviours::silence);
		add("W 2.2.5 the answer is handed over", "401 with WWW-Authenticate", "no connection (REFUSED), the answer",
				ConnectingBehaviours::refusal);
		add("W 2.2.8 no answer", "a request that is not answered", "no connection (TIMEOUT), the end of the stream",
				ConnectingBehaviours::noAnswer);
		add("W 2.2.8 an answer that ends in the middle", "half an answer, the end of TCP", "no connection (CONNECT)",
				ConnectingBehaviours::halfAnswer);
		add("W 2.5.8 a server that does not end TCP", "Close, its answer, and nothing more",
				"the client ends TCP after its timeout, not before", ConnectingBehaviours::noEnd);
	}

	private void answers() {
		for (Answer answer : HandshakeResponses.all()) {
			boolean deflate = answer.id().startsWith("D");
			this.cases.section(deflate ? Section.NEGOTIATION : Section.CLIENT_HANDSHAKE);
			this.cases.add(answer.id(), deflate ? "RFC 7692 section 7.1" : RFC, new ClientHandshake(answer));
		}
		this.cases.section(Section.CLIENT_HANDSHAKE);
	}

	private void reconnecting() {
		String rfc = "RFC 6455 section 7.2.3";
		this.cases.add("W 2.2.9 delays of the default policy", rfc,
				new Behaviour("a thousand delays of each of ten attempts",
						"the first from 0 to 5 s, the others random and longer and longer, up to 60 s",
						(target, conversation) -> ConnectingBehaviours.delays()));
		this.cases.add("W 2.2.9 codes after which there is no other attempt", rfc,
				new Behaviour("1000, 1002, 1003, 1007 to 1010; 1001, 1005, 1006, 1011 to 1014, 4000",
						"not after the former, but after the latter",
						(target, conversation) -> ConnectingBehaviours.codes()));
	}

	private void add(String name, String input, String expected, Behaviour.Play play) {
		this.cases.add(name, RFC, new Behaviour(input, expected, play));
	}

}
