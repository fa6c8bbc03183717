package dev.duplex.conformance.cases;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Exchange;
import dev.duplex.conformance.suite.MessageEcho;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Payload;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.Hex;

/**
 * Classes 1 to 5 of the Autobahn|Testsuite: framing, Pings and Pongs, reserved bits,
 * opcodes, fragmentation. Where Autobahn repeats a case in smaller pieces, so do we, and
 * every other case besides.
 */
final class FramingCases {

	private static final int PROTOCOL_ERROR = 1002;

	private static final String HELLO = "Hello, world!";

	private static final byte[] NOT_TEXT = Hex.bytes("00 FF FE FD FC FB 00 FF");

	private final CaseList cases = new CaseList(Section.FRAMING);

	private FramingCases() {
	}

	static List<ConformanceCase> all() {
		FramingCases all = new FramingCases();
		all.framing();
		all.pings();
		all.reservedBits();
		all.opcodes();
		all.controlFragments();
		all.fragments();
		all.continuationsOfNothing();
		all.pingsBetweenFragments();
		return all.cases.toList();
	}

	private void framing() {
		int[] sizes = { 0, 125, 126, 127, 128, 65_535, 65_536 };
		for (int i = 0; i < sizes.length; i++) {
			echoes("1.1." + (i + 1), "text of " + sizes[i] + " bytes", Frame.text("*".repeat(sizes[i])));
		}
		this.cases.add("1.1.8", "text of 65536 bytes in writes of 997", "5.2", chopped(Opcode.TEXT, (byte) '*'));
		for (int i = 0; i < sizes.length; i++) {
			echoes("1.2." + (i + 1), "binary of " + sizes[i] + " bytes", Frame.binary(filled(sizes[i], (byte) 0xFE)));
		}
		this.cases.add("1.2.8", "binary of 65536 bytes in writes of 997", "5.2", chopped(Opcode.BINARY, (byte) 0xFE));
	}

	private static MessageEcho chopped(int opcode, byte content) {
		return new MessageEcho(Opening.of(Service.DEFAULTS, Opening.ECHO), opcode,
				new Payload("one byte", new byte[] { content }), 65_536, 1, 0, 997);
	}

	private static byte[] filled(int length, byte content) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, content);
		return bytes;
	}

	private void echoes(String id, String title, Frame frame) {
		this.cases.add(id, title, "5.2", Exchange.echo().send(frame).answers(frame).staysOpen());
	}

	private void pings() {
		this.cases.section(Section.PINGS);
		ping("2.1", "without payload", new byte[0]);
		ping("2.2", "with text", HELLO.getBytes(StandardCharsets.US_ASCII));
		ping("2.3", "with what is no text", NOT_TEXT);
		ping("2.4", "of 125 bytes", filled(125, (byte) 0xFE));
		fails("2.5", "of 126 bytes", "5.5", Frame.of(Opcode.PING, filled(126, (byte) 0xFE)));
		ping("2.6", "of 125 bytes, byte by byte", filled(125, (byte) 0xFE));
		this.cases.add("2.7", "a Pong that nobody asked for", "5.5.3",
				Exchange.echo().send(Frame.pong("")).quiet().staysOpen());
		this.cases.add("2.8", "a Pong with payload that nobody asked for", "5.5.3",
				Exchange.echo().send(Frame.pong("unsolicited pong payload")).quiet().staysOpen());
		this.cases.add("2.9", "a Pong that nobody asked for, then a Ping", "5.5.3",
				Exchange.echo()
					.send(Frame.pong("unsolicited pong payload"), Frame.ping("ping payload"))
					.answers(Frame.pong("ping payload"))
					.staysOpen());
		this.cases.add("2.10", "ten Pings in a row", "5.5.3", tenPings());
		this.cases.add("2.11", "ten Pings in a row, byte by byte", "5.5.3", tenPings());
	}

	private static Exchange tenPings() {
		List<Frame> pings = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			pings.add(Frame.ping("payload-" + i));
		}
		Exchange.Builder exchange = Exchange.echo().send(pings.toArray(Frame[]::new));
		for (int i = 0; i < 10; i++) {
			exchange.answers(Frame.pong("payload-" + i));
		}
		return exchange.staysOpen();
	}

	private void ping(String id, String title, byte[] payload) {
		this.cases.add(id, "a Ping " + title, "5.5.2",
				Exchange.echo()
					.send(Frame.of(Opcode.PING, payload))
					.answers(Frame.of(Opcode.PONG, payload))
					.staysOpen());
	}

	private void fails(String id, String title, String rfc, Frame... frames) {
		this.cases.add(id, title, rfc, Exchange.echo().send(frames).closes(PROTOCOL_ERROR));
	}

	private void failsBehindMessage(String id, String title, Frame violation) {
		this.cases.add(id, title, "5.2",
				Exchange.echo()
					.send(Frame.text(HELLO), violation, Frame.ping(""))
					.answersIfStrict(Frame.text(HELLO))
					.closes(PROTOCOL_ERROR));
	}

	private void reservedBits() {
		this.cases.section(Section.RESERVED_BITS);
		fails("3.1", "text with RSV3", "5.2", reserved(1, Frame.text(HELLO)));
		failsBehindMessage("3.2", "text with RSV2 between text and a Ping", reserved(2, Frame.text(HELLO)));
		failsBehindMessage("3.3", "text with RSV2 and RSV3 between text and a Ping", reserved(3, Frame.text(HELLO)));
		failsBehindMessage("3.4", "text with RSV1 between text and a Ping", reserved(4, Frame.text(HELLO)));
		fails("3.5", "binary with RSV1 and RSV3", "5.2", reserved(5, Frame.binary(NOT_TEXT)));
		fails("3.6", "a Ping with RSV1 and RSV2", "5.2", reserved(6, Frame.ping(HELLO)));
		fails("3.7", "a Close with RSV1, RSV2 and RSV3", "5.2", reserved(7, Frame.close(1000)));
	}

	private static Frame reserved(int bits, Frame frame) {
		return new Frame(frame.first() | bits << 4, frame.payload());
	}

	private void opcodes() {
		this.cases.section(Section.OPCODES);
		unknown("4.1.", 0x3);
		unknown("4.2.", 0xB);
	}

	private void unknown(String group, int from) {
		byte[] payload = "reserved opcode payload".getBytes(StandardCharsets.US_ASCII);
		String name = "opcode %X";
		fails(group + 1, name.formatted(from) + " without payload", "5.2", Frame.of(from, new byte[0]));
		fails(group + 2, name.formatted(from + 1) + " with payload", "5.2", Frame.of(from + 1, payload));
		failsBehindMessage(group + 3, name.formatted(from + 2) + " without payload between text and a Ping",
				Frame.of(from + 2, new byte[0]));
		failsBehindMessage(group + 4, name.formatted(from + 3) + " with payload between text and a Ping",
				Frame.of(from + 3, payload));
		failsBehindMessage(group + 5, name.formatted(from + 4) + " with payload between text and a Ping",
				Frame.of(from + 4, payload));
	}

	private void controlFragments() {
		this.cases.section(Section.FRAGMENTATION);
		fails("5.1", "a Ping in two frames", "5.5", part(Opcode.PING, "fragment1"), last("fragment2"));
		fails("5.2", "a Pong in two frames", "5.5", part(Opcode.PONG, "fragment1"), last("fragment2"));
	}

	private void fragments() {
		String[] ways = { "", ", frame by frame", ", byte by byte" };
		for (int i = 0; i < 3; i++) {
			this.cases.add("5." + (3 + i), "text in two frames" + ways[i], "5.4",
					Exchange.echo()
						.send(part(Opcode.TEXT, "fragment1"), last("fragment2"))
						.answers(Frame.text("fragment1fragment2"))
						.staysOpen());
		}
		for (int i = 0; i < 3; i++) {
			this.cases.add("5." + (6 + i), "text in two frames around a Ping" + ways[i], "5.4",
					Exchange.echo()
						.send(part(Opcode.TEXT, "fragment1"), Frame.ping("ping payload"), last("fragment2"))
						.answers(Frame.pong("ping payload"))
						.answers(Frame.text("fragment1fragment2"))
						.staysOpen());
		}
		fails("5.18", "text in two frames, both with the opcode of text", "5.4", part(Opcode.TEXT, "fragment1"),
				Frame.text("fragment2"));
	}

	private void continuationsOfNothing() {
		String[] ways = { "", ", frame by frame", ", byte by byte" };
		for (int i = 0; i < 3; i++) {
			fails("5." + (9 + i), "a last continuation of nothing, then text" + ways[i], "5.4",
					last("non-continuation payload"), Frame.text(HELLO));
			fails("5." + (12 + i), "a continuation of nothing, then text" + ways[i], "5.4",
					part(Opcode.CONTINUATION, "non-continuation payload"), Frame.text(HELLO));
		}
		this.cases.add("5.15", "text in two frames, a continuation of nothing, text", "5.4",
				Exchange.echo()
					.send(part(Opcode.TEXT, "fragment1"), last("fragment2"), part(Opcode.CONTINUATION, "fragment3"),
							Frame.text("fragment4"))
					.answersIfStrict(Frame.text("fragment1fragment2"))
					.closes(PROTOCOL_ERROR));
		fails("5.16", "a continuation of nothing, text in two frames, twice", "5.4",
				twice(part(Opcode.CONTINUATION, "fragment1"), part(Opcode.TEXT, "fragment2"), last("fragment3")));
		fails("5.17", "a last continuation of nothing, text in two frames, twice", "5.4",
				twice(last("fragment1"), part(Opcode.TEXT, "fragment2"), last("fragment3")));
	}

	private static Frame[] twice(Frame... frames) {
		return Stream.concat(Stream.of(frames), Stream.of(frames)).toArray(Frame[]::new);
	}

	private void pingsBetweenFragments() {
		String[] ways = { "", ", byte by byte" };
		for (int i = 0; i < 2; i++) {
			this.cases.add("5." + (19 + i), "text in five frames, two Pings and a pause between them" + ways[i], "5.4",
					Exchange.echo()
						.send(part(Opcode.TEXT, "fragment1"), part(Opcode.CONTINUATION, "fragment2"),
								Frame.ping("pongme 1!"))
						.answers(Frame.pong("pongme 1!"))
						.send(part(Opcode.CONTINUATION, "fragment3"), part(Opcode.CONTINUATION, "fragment4"),
								Frame.ping("pongme 2!"), last("fragment5"))
						.answers(Frame.pong("pongme 2!"))
						.answers(Frame.text("fragment1fragment2fragment3fragment4fragment5"))
						.staysOpen());
		}
	}

	private static Frame part(int opcode, String payload) {
		return Frame.fragment(opcode, payload.getBytes(StandardCharsets.US_ASCII));
	}

	private static Frame last(String payload) {
		return Frame.of(Opcode.CONTINUATION, payload.getBytes(StandardCharsets.US_ASCII));
	}

}
