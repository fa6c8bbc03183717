package dev.duplex.conformance.cases;

import java.util.List;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.MessageEcho;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Payload;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.protocol.Opcode;

/**
 * Classes 9, 10, 12 and 13 of the Autobahn|Testsuite: large messages, many messages,
 * compressed messages. Of compressed messages there are fewer than Autobahn's 1,000 a
 * case, unless the system property {@value #MESSAGES} says how many.
 */
final class LoadCases {

	static final String MESSAGES = "conformance.messages";

	private static final int KIB = 1 << 10;

	private static final int MIB = 1 << 20;

	/** Enough of a case to pass every window many times. */
	private static final int BYTES_OF_CASE = 512 * KIB;

	private static final int MOST_MESSAGES = 200;

	private static final int FEWEST_MESSAGES = 4;

	/** The size of a message, and the size of its frames, 0 for one frame. */
	private static final int[][] SIZES = { { 16, 0 }, { 64, 0 }, { 256, 0 }, { 1_024, 0 }, { 4_096, 0 }, { 8_192, 0 },
			{ 16_384, 0 }, { 32_768, 0 }, { 65_536, 0 }, { 131_072, 0 }, { 8_192, 256 }, { 16_384, 256 },
			{ 32_768, 256 }, { 65_536, 256 }, { 131_072, 256 }, { 131_072, 1_024 }, { 131_072, 4_096 },
			{ 131_072, 32_768 } };

	private static final String DEFLATE = "permessage-deflate";

	/** What Autobahn's client says that it can do. */
	private static final String OFFER = DEFLATE + "; client_no_context_takeover; client_max_window_bits";

	private static final Opening PLAIN = Opening.of(Service.LARGE, Opening.ECHO);

	private final CaseList cases = new CaseList(Section.LIMITS);

	private LoadCases() {
	}

	static List<ConformanceCase> all() {
		LoadCases all = new LoadCases();
		all.sizes();
		all.frames();
		all.writes();
		all.roundTrips();
		all.autoFragmentation();
		all.payloads();
		all.parameters();
		return all.cases.toList();
	}

	private void sizes() {
		int[] sizes = { 64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB };
		for (int i = 0; i < sizes.length; i++) {
			both(1, i, sizes[i], 1, 0, 0);
		}
	}

	private void frames() {
		int[] frames = { 64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB };
		for (int i = 0; i < frames.length; i++) {
			both(3, i, 4 * MIB, 1, frames[i], 0);
		}
	}

	private void writes() {
		int[] writes = { 64, 128, 256, 512, KIB, 2 * KIB };
		for (int i = 0; i < writes.length; i++) {
			both(5, i, MIB, 1, 0, writes[i]);
		}
	}

	private void roundTrips() {
		int[] sizes = { 0, 16, 64, 256, KIB, 4 * KIB };
		for (int i = 0; i < sizes.length; i++) {
			both(7, i, sizes[i], 1_000, 0, 0);
		}
	}

	/** Text in a group, binary in the next. */
	private void both(int group, int index, int size, int count, int frame, int write) {
		MessageEcho text = new MessageEcho(PLAIN, Opcode.TEXT, Payloads.COUNTED, size, count, frame, write);
		MessageEcho binary = new MessageEcho(PLAIN, Opcode.BINARY, Payloads.BYTES, size, count, frame, write);
		this.cases.add("9." + group + "." + (index + 1), text.input(), "5", text);
		this.cases.add("9." + (group + 1) + "." + (index + 1), binary.input(), "5", binary);
	}

	private void autoFragmentation() {
		this.cases.section(Section.AUTO_FRAGMENTATION);
		MessageEcho echo = new MessageEcho(PLAIN, Opcode.TEXT, Payloads.COUNTED, 65_536, 1, 1_300, 0);
		this.cases.add("10.1.1", echo.input(), "5.4", echo);
	}

	private void payloads() {
		this.cases.section(Section.COMPRESSION);
		Opening opening = PLAIN.extension(OFFER, DEFLATE);
		compressed("12.1", Payloads.JSON, Opcode.TEXT, opening);
		compressed("12.2", Payloads.BITMAP, Opcode.BINARY, opening);
		compressed("12.3", Payloads.VERSE, Opcode.BINARY, opening);
		compressed("12.4", Payloads.HTML, Opcode.TEXT, opening);
		compressed("12.5", Payloads.PDF, Opcode.BINARY, opening);
	}

	private void parameters() {
		this.cases.section(Section.COMPRESSION_PARAMETERS);
		String takeover = "; %s_no_context_takeover";
		String window = "; %s_max_window_bits=%d";
		parameters(1, OFFER, "");
		parameters(2, OFFER + takeover.formatted("server"), takeover.formatted("client"));
		parameters(3, OFFER + window.formatted("server", 8), window.formatted("client", 8));
		parameters(4, OFFER + window.formatted("server", 15), window.formatted("client", 15));
		parameters(5, OFFER + takeover.formatted("server") + window.formatted("server", 8),
				takeover.formatted("client") + window.formatted("client", 8));
		parameters(6, OFFER + takeover.formatted("server") + window.formatted("server", 15),
				takeover.formatted("client") + window.formatted("client", 15));
		parameters(7,
				OFFER + takeover.formatted("server") + window.formatted("server", 8) + ", " + OFFER
						+ takeover.formatted("server") + ", " + OFFER,
				takeover.formatted("client") + window.formatted("client", 8));
	}

	/**
	 * A set of parameters.
	 * @param number its number in Autobahn
	 * @param offer what a client offers to the engine
	 * @param answer what a server answers to the engine
	 */
	private void parameters(int number, String offer, String answer) {
		compressed("13." + number, Payloads.JSON, Opcode.TEXT, PLAIN.extension(offer, DEFLATE + answer));
	}

	private void compressed(String group, Payload payload, int opcode, Opening opening) {
		for (int i = 0; i < SIZES.length; i++) {
			int size = SIZES[i][0];
			MessageEcho echo = new MessageEcho(opening, opcode, payload, size, count(size), SIZES[i][1], 0);
			this.cases.add(group + "." + (i + 1), payload.name() + ": " + echo.input(), "RFC 7692 section 7.2", echo);
		}
	}

	private static int count(int size) {
		Integer fixed = Integer.getInteger(MESSAGES);
		return (fixed != null) ? fixed : Math.min(MOST_MESSAGES, Math.max(FEWEST_MESSAGES, BYTES_OF_CASE / size));
	}

}
