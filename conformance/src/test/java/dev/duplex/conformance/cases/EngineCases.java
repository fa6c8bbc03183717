package dev.duplex.conformance.cases;

import java.util.List;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Exchange;
import dev.duplex.conformance.suite.Opening;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import dev.duplex.conformance.suite.Service;
import dev.duplex.engine.tck.DeflateCases;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;

/**
 * The cases of the engine's own suite, which go beyond Autobahn, for both roles.
 */
final class EngineCases {

	private static final Opening PLAIN = Opening.of(Service.DEFAULTS, Opening.ECHO);

	private static final Opening COMPRESSED = Opening.of(Service.DEFLATE, Opening.ECHO)
		.extension("permessage-deflate", "permessage-deflate");

	private EngineCases() {
	}

	static List<ConformanceCase> all() {
		CaseList cases = new CaseList(Section.MORE_FRAMES);
		add(cases, FrameCases.frames(), PLAIN);
		masked(cases);
		cases.section(Section.MORE_CLOSING);
		add(cases, FrameCases.closes(), PLAIN);
		cases.section(Section.COMPRESSED_MESSAGES);
		add(cases, DeflateCases.all(), COMPRESSED);
		return cases.toList();
	}

	private static void add(CaseList cases, List<FrameCase> frameCases, Opening opening) {
		for (FrameCase frames : frameCases) {
			if (frames.id().contains("unmasked")) {
				cases.only(Role.SERVER);
			}
			cases.add(frames.id(), frames.rfc(), Exchange.of(frames, opening));
			cases.both();
		}
	}

	/** A server masks nothing. */
	private static void masked(CaseList cases) {
		cases.only(Role.CLIENT);
		String[][] frames = { { "masked", "81 82 01 02 03 04 69 6B" }, { "masked with the zero key", "81 82 K 68 69" },
				{ "masked and empty", "81 80 K" }, { "masked control frame", "89 80 K" } };
		for (String[] frame : frames) {
			cases.add("F 2.3.3", frame[0], "5.1", Exchange.on(PLAIN).sendAsIs(frame[1]).closes(1002));
		}
		cases.both();
	}

}
