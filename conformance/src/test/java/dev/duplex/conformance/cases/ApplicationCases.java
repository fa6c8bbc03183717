package dev.duplex.conformance.cases;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.duplex.conformance.suite.Behaviour;
import dev.duplex.conformance.suite.Connections;
import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Conversation;
import dev.duplex.conformance.suite.Event;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Peer;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Service;
import dev.duplex.conformance.suite.Target;
import dev.duplex.conformance.suite.Verdict;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;

/**
 * What the application sends and sees. The runner tells it what to do, over the
 * connection or another one.
 */
final class ApplicationCases {

	private static final int[] SENDABLE = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000,
			4999 };

	private static final int[] UNSENDABLE = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_536 };

	private static final int RACES = 20;

	private final CaseList cases = new CaseList(Section.APPLICATION);

	private ApplicationCases() {
	}

	static List<ConformanceCase> all() {
		ApplicationCases all = new ApplicationCases();
		all.sending();
		all.closing();
		all.closed();
		all.compression();
		return all.cases.toList();
	}

	private void sending() {
		add("A 2.3.10 a Ping of the application's, and the Pong it gets", "5.5.2",
				"the order \"ping\", and a Pong for what comes", "a Ping \"probe\"; the application sees the Pong",
				ApplicationCases::ping);
		add("A 2.3.12 messages of four threads do not mix", "5.4", "the order \"senders\"",
				"50 messages of each thread, whole and in its order",
				(target, conversation) -> senders(target, conversation, "senders"));
		add("A 2.3.12 fragmented messages of four threads do not mix", "5.4", "the order \"writers\"",
				"50 messages of each thread, whole and in its order",
				(target, conversation) -> senders(target, conversation, "writers"));
		add("A 2.3.13 nothing is sent behind Close", "5.5.1", "the order \"late\"",
				"Close 4000, no more; the application is told CLOSED", ApplicationCases::late);
		add("A 2.3.14 a buffer is left as it was, and its content may be changed at once", "10.3",
				"the order \"reuse\"", "the bytes as they were when they were sent", ApplicationCases::reuse);
		refused("A 2.4.4 text with half a surrogate pair", "5.6", "surrogate");
		refused("A 2.4.4 text that is not UTF-8", "5.6", "bytes");
		refused("A 2.3.9 a Ping of 126 bytes", "5.5", "long-ping");
		this.cases.only(Role.CLIENT);
		add("A 2.3.3 every frame has a masking key of its own", "5.3", "200 messages", "200 keys, hardly any twice",
				ApplicationCases::keys);
		this.cases.both();
	}

	private void closing() {
		for (int code : SENDABLE) {
			add("A 2.5.4 the application closes with " + code, "7.4.1", "the order \"close %d bye\"".formatted(code),
					"Close %d \"bye\", the end of the stream".formatted(code),
					(target, conversation) -> closes(target, conversation, code));
		}
		for (int code : UNSENDABLE) {
			refused("A 2.5.4 the application may not close with " + code, "7.4.1", "close " + code);
		}
		this.cases.only(Role.SERVER);
		refused("A 2.5.4 a server's application may not close with 1010", "7.4.1", "close 1010");
		this.cases.only(Role.CLIENT);
		add("A 2.5.4 a client's application closes with 1010", "7.4.1", "the order \"close 1010 bye\"",
				"Close 1010 \"bye\", the end of the stream",
				(target, conversation) -> closes(target, conversation, 1010));
		this.cases.both();
		refused("A 2.5.4 a reason of 124 bytes", "5.5", "close 1000 " + "r".repeat(124));
		add("A 2.5.7 what is queued leaves before Close", "7.1.2", "the order \"queue 100\"",
				"100 messages, Close 1001, the end of the stream", ApplicationCases::queue);
		this.cases.add("A 2.5.5 both close at once", "RFC 6455 section 7.1.5",
				new Behaviour("the order \"close 4000\" and Close 3000 in one segment",
						"one Close frame, one end for the application", RACES, ApplicationCases::simultaneous));
		add("A 2.5.7 a peer that still sends reads why it was failed", "7.1.7", "opcode 3, then a MiB",
				"Close 1002, the end of the stream, no reset", ApplicationCases::stillSending);
	}

	private void closed() {
		sees("A 2.5.1 Close without a code", "7.1.5", "88 80 K", "closed 1005 REMOTE ");
		sees("A 2.5.1 Close 1000", "7.1.5", "88 82 K 03 E8", "closed 1000 REMOTE ");
		sees("A 2.5.2 a reason of 123 bytes", "7.1.6", "88 FD K 0F A1 72*123", "closed 4001 REMOTE " + "r".repeat(123));
		sees("A 2.5.2 a reason beyond ASCII", "7.1.6", "88 85 K 0F A1 E2 82 AC", "closed 4001 REMOTE \u20AC");
		sees("A 2.5.5 messages behind Close", "5.5.1", "88 82 K 03 E8 81 84 K 6C 61 74 65", "closed 1000 REMOTE ");
		lost("A 2.5.6 TCP ends between messages", "", Peer::shutdownOutput);
		lost("A 2.5.6 TCP ends inside of a frame", "81 85 K 68 65", Peer::shutdownOutput);
		lost("A 2.5.6 TCP ends inside of a message", "01 81 K 61", Peer::shutdownOutput);
		lost("A 2.5.6 TCP ends inside of a frame, without the end of TLS", "81 85 K 68 65", Peer::truncate);
		lost("A 2.5.6 TCP is reset inside of a frame", "81 85 K 68 65", Peer::reset);
	}

	private void compression() {
		this.cases.section(Section.COMPRESSED_MESSAGES);
		this.cases.add("D28", "nothing of an aborted message is left for another connection", "RFC 7692 section 7.2.2",
				new Behaviour("half a message and the end of TCP, then another connection",
						"a message that refers to nothing is refused there, another one echoed", 4,
						ApplicationCases::aborted));
	}

	private void add(String name, String section, String input, String expected, Behaviour.Play play) {
		this.cases.add(name, "RFC 6455 section " + section, new Behaviour(input, expected, play));
	}

	private static Peer probe(Target target, Conversation conversation) throws IOException {
		return target.open(Opening.of(Service.DEFAULTS, Opening.PROBE), conversation);
	}

	private static String idOf(Peer peer) throws IOException {
		peer.send(Frame.text("id"));
		return (peer.next() instanceof Event.Received received) ? received.frame().text() : "";
	}

	private static Verdict expect(Event event, Frame... frames) {
		return Arrays.stream(frames).anyMatch((frame) -> event.equals(new Event.Received(frame))) ? Verdict.OK
				: Verdict.failed("expected " + new Event.Received(frames[0]) + " but was " + event);
	}

	private static Verdict saw(Target target, String id, String... lines) {
		List<String> seen = target.probes().ofEnded(id);
		return seen.equals(List.of(lines)) ? Verdict.OK
				: Verdict.failed("the application saw %s and not %s".formatted(seen, List.of(lines)));
	}

	private void refused(String name, String section, String order) {
		add(name, section, "the order \"%s\"".formatted((order.length() > 20) ? order.substring(0, 20) + "…" : order),
				"an exception for the application; the connection stays open", (target, conversation) -> {
					try (Peer peer = probe(target, conversation)) {
						peer.send(Frame.text(order));
						return expect(peer.next(), Frame.text("refused")).and(Connections.staysOpen(peer));
					}
				});
	}

	private static Verdict ping(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			String id = idOf(peer);
			peer.send(Frame.text("ping"));
			Verdict verdict = expect(peer.next(), Frame.ping("probe"));
			peer.send(Frame.pong("probe"));
			return verdict.and(Connections.staysOpen(peer)).and(saw(target, id, "pong probe", "closed 1000 REMOTE "));
		}
	}

	private static Verdict senders(Target target, Conversation conversation, String order) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			peer.send(Frame.text(order));
			int[] next = new int[4];
			for (int i = 0; i < 200; i++) {
				Event event = peer.next();
				String text = (event instanceof Event.Received received) ? received.frame().text() : "";
				int sender = text.isEmpty() ? 0 : text.charAt(0) - '0';
				if (sender < 0 || sender > 3 || !text
					.equals(sender + " " + next[sender]++ + " " + Character.toString('a' + sender).repeat(1_000))) {
					return Verdict.failed("message %d was %s".formatted(i + 1, event));
				}
			}
			return expect(peer.next(), Frame.text("done")).and(Connections.staysOpen(peer));
		}
	}

	private static Verdict late(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			String id = idOf(peer);
			peer.send(Frame.text("late"));
			Verdict verdict = expect(peer.next(), Frame.close(4000, "no more"));
			peer.send(Frame.close(4000));
			return verdict.and(Connections.end(peer))
				.and(saw(target, id, "text CLOSED", "binary CLOSED", "ping CLOSED", "open false",
						"closed 4000 LOCAL no more"));
		}
	}

	private static Verdict reuse(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			peer.send(Frame.text("reuse"));
			return expect(peer.next(), Frame.binary(Hex.bytes("5A*800"))).and(expect(peer.next(), Frame.text("same")))
				.and(Connections.staysOpen(peer));
		}
	}

	private static Verdict keys(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			Set<Integer> keys = new HashSet<>();
			for (int i = 0; i < 200; i++) {
				peer.send(Frame.text("hello"));
				Verdict verdict = expect(peer.next(), Frame.text("hello"));
				if (verdict != Verdict.OK) {
					return verdict;
				}
				keys.add(peer.lastKey());
			}
			return (keys.size() >= 198) ? Connections.staysOpen(peer)
					: Verdict.failed("there were only %d keys".formatted(keys.size()));
		}
	}

	private static Verdict closes(Target target, Conversation conversation, int code) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			String id = idOf(peer);
			peer.send(Frame.text("close " + code + " bye"));
			Verdict verdict = expect(peer.next(), Frame.close(code, "bye"));
			peer.send(Frame.close(code));
			return verdict.and(Connections.end(peer)).and(saw(target, id, "closed " + code + " LOCAL bye"));
		}
	}

	private static Verdict queue(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			peer.send(Frame.text("queue 100"));
			Verdict verdict = Verdict.OK;
			for (int i = 0; i < 100; i++) {
				verdict = verdict.and(expect(peer.next(), Frame.text("queued " + i)));
			}
			verdict = verdict.and(expect(peer.next(), Frame.close(1001, "after the queue")));
			peer.send(Frame.close(1001));
			return verdict.and(Connections.end(peer));
		}
	}

	private static Verdict simultaneous(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			String id = idOf(peer);
			peer.send(Frame.text("close 4000"));
			peer.send(Frame.close(3000));
			Verdict verdict = expect(peer.next(), Frame.close(4000), Frame.close(3000), Frame.close(1000))
				.and(Connections.end(peer));
			List<String> seen = target.probes().ofEnded(id);
			return (seen.size() == 1) ? verdict : Verdict.failed("the application saw " + seen);
		}
	}

	private static Verdict stillSending(Target target, Conversation conversation) throws IOException {
		try (Peer peer = probe(target, conversation)) {
			peer.send(Frame.of(3, new byte[0]));
			Thread sending = new Thread(() -> peer.tryWrite(new byte[1 << 20]));
			sending.start();
			Event event = peer.next();
			boolean closes = event instanceof Event.Received received && received.frame().isClose()
					&& received.frame().closeCode() == 1002;
			Verdict verdict = closes ? Connections.end(peer) : Verdict.failed("expected Close 1002 but was " + event);
			peer.close();
			join(sending);
			return verdict;
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void sees(String name, String section, String close, String line) {
		add(name + ": what the application sees", section, close, line.trim(), (target, conversation) -> {
			try (Peer peer = probe(target, conversation)) {
				String id = idOf(peer);
				peer.sendAsClient(Hex.bytes(close));
				Event event = peer.next();
				boolean closes = event instanceof Event.Received received && received.frame().isClose();
				return (closes ? Connections.end(peer) : Verdict.failed("expected Close but was " + event))
					.and(saw(target, id, line));
			}
		});
	}

	private void lost(String name, String before, Ending ending) {
		add(name + ": what the application sees", "7.1.5", before, "closed 1006 NETWORK", (target, conversation) -> {
			try (Peer peer = probe(target, conversation)) {
				String id = idOf(peer);
				if (!before.isEmpty()) {
					peer.sendAsClient(Hex.bytes(before));
				}
				ending.end(peer);
				return saw(target, id, "closed 1006 NETWORK ");
			}
		});
	}

	/**
	 * How the runner ends TCP.
	 */
	@FunctionalInterface
	private interface Ending {

		void end(Peer peer) throws IOException;

	}

	private static Verdict aborted(Target target, Conversation conversation) throws IOException {
		Opening opening = Opening.of(Service.DEFLATE, Opening.ECHO)
			.extension("permessage-deflate", "permessage-deflate");
		byte[] hello = Hex.bytes("F2 48 CD C9 C9 07 00");
		try (Peer peer = target.open(opening, conversation)) {
			if (!peer.isCompressed()) {
				return Verdict.unimplemented("compression was declined");
			}
			peer.send(Frame.of(0x40 | Opcode.TEXT, hello));
			Verdict verdict = expect(peer.next(), Frame.text("Hello"));
			peer.send(new Frame(0x41, Arrays.copyOf(hello, 3)));
			peer.reset();
			if (verdict != Verdict.OK) {
				return verdict;
			}
		}
		try (Peer peer = target.open(opening, conversation); Peer second = target.open(opening, conversation)) {
			peer.send(Frame.of(0x40 | Opcode.TEXT, hello));
			Verdict verdict = expect(peer.next(), Frame.text("Hello")).and(Connections.staysOpen(peer));
			second.send(Frame.of(0x40 | Opcode.TEXT, Hex.bytes("F2 00 11 00 00")));
			Event event = second.next();
			boolean refused = event instanceof Event.Received received && received.frame().isClose()
					&& received.frame().closeCode() == 1007;
			return verdict.and(refused ? Verdict.OK : Verdict.failed("expected Close 1007 but was " + event));
		}
	}

}
