package dev.duplex.conformance.cases;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Exchange;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;

/**
 * Class 7 of the Autobahn|Testsuite: how connections are closed. What Autobahn takes as
 * informational has an answer here.
 */
final class CloseCases {

	private static final int NORMAL = 1000;

	private static final int PROTOCOL_ERROR = 1002;

	private static final Frame HELLO = Frame.text("Hello World!");

	private static final int[] VALID_CODES = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000,
			4999 };

	private static final int[] INVALID_CODES = { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999 };

	private static final int[] UNDEFINED_CODES = { 5000, 65_535 };

	private final CaseList cases = new CaseList(Section.CLOSING);

	private CloseCases() {
	}

	static List<ConformanceCase> all() {
		CloseCases all = new CloseCases();
		all.behindClose();
		all.closeFrames();
		all.closeCodes();
		return all.cases.toList();
	}

	private void behindClose() {
		this.cases.add("7.1.1", "text, then Close", "5.5.1",
				Exchange.echo().send(HELLO, Frame.close(NORMAL)).answers(HELLO).closes(NORMAL));
		closes("7.1.2", "two Close frames", Frame.close(NORMAL), Frame.close(NORMAL));
		closes("7.1.3", "a Ping behind Close", Frame.close(NORMAL), Frame.ping(""));
		closes("7.1.4", "text behind Close", Frame.close(NORMAL), HELLO);
		closes("7.1.5", "Close between two fragments",
				Frame.fragment(Opcode.TEXT, "fragment1".getBytes(StandardCharsets.US_ASCII)), Frame.close(NORMAL),
				Frame.of(Opcode.CONTINUATION, "fragment2".getBytes(StandardCharsets.US_ASCII)));
		Frame large = Frame.text("BAsd7&jh23".repeat(26_215).substring(0, 256 * 1024));
		this.cases.add("7.1.6", "256 KiB, text, Close and a Ping back to back", "5.5.1",
				Exchange.on(Opening.of(Service.LARGE, Opening.ECHO))
					.send(large, HELLO, Frame.close(NORMAL), Frame.ping(""))
					.answersIfStrict(large)
					.answersIfStrict(HELLO)
					.closes(NORMAL));
	}

	private void closes(String id, String title, Frame... frames) {
		this.cases.add(id, title, "5.5.1", Exchange.echo().send(frames).closes(NORMAL));
	}

	private void closeFrames() {
		this.cases.add("7.3.1", "Close without payload", "7.1.5",
				Exchange.echo().send(Frame.of(Opcode.CLOSE, new byte[0])).closes(1005, NORMAL));
		this.cases.add("7.3.2", "Close with one byte", "5.5.1",
				Exchange.echo().send(Frame.of(Opcode.CLOSE, new byte[] { 'a' })).closes(PROTOCOL_ERROR));
		closes("7.3.3", "Close with a code", Frame.close(NORMAL));
		closes("7.3.4", "Close with a reason", Frame.close(NORMAL, "Hello World!"));
		closes("7.3.5", "Close with a reason of 123 bytes", Frame.close(NORMAL, "*".repeat(123)));
		this.cases.add("7.3.6", "Close with a reason of 124 bytes", "5.5",
				Exchange.echo().send(Frame.close(NORMAL, "*".repeat(124))).closes(PROTOCOL_ERROR));
		byte[] reason = { (byte) 0xCE, (byte) 0xBA, (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'a' };
		Frame invalid = Frame.of(Opcode.CLOSE,
				ByteBuffer.allocate(2 + reason.length).putShort((short) NORMAL).put(reason).array());
		this.cases.add("7.5.1", "Close with a reason that is not UTF-8", "5.5.1",
				Exchange.echo().send(invalid).closes(1007));
	}

	private void closeCodes() {
		for (int i = 0; i < VALID_CODES.length; i++) {
			int code = VALID_CODES[i];
			this.cases.add("7.7." + (i + 1), "code " + code, "7.4",
					Exchange.echo().send(Frame.close(code)).closes(Set.copyOf(List.of(NORMAL, code))));
		}
		refused("7.9.", INVALID_CODES);
		refused("7.13.", UNDEFINED_CODES);
	}

	private void refused(String group, int... codes) {
		for (int i = 0; i < codes.length; i++) {
			this.cases.add(group + (i + 1), "code " + codes[i] + ", which must not be sent", "7.4",
					Exchange.echo().send(Frame.close(codes[i])).closes(PROTOCOL_ERROR));
		}
	}

}
