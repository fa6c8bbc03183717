package dev.duplex.conformance.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import dev.duplex.conformance.cases.Catalogue;
import dev.duplex.conformance.suite.FaultyServer.Fault;
import dev.duplex.engine.tck.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The runner sees faults, and none where there are none.
 */
class RunnerTests {

	private static final List<ConformanceCase> CASES = Catalogue.all();

	private static CaseResult run(String id, Fault fault) throws IOException {
		try (FaultyServer server = new FaultyServer(fault)) {
			return CaseResult.of(find(id), server);
		}
	}

	private static ConformanceCase find(String id) {
		return CASES.stream()
			.filter((conformanceCase) -> conformanceCase.toString().equals(id) || conformanceCase.id().equals(id))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.1.1", "1.1.2", "1.2.6", "2.3", "2.5", "2.10", "3.1", "3.2", "4.1.3", "4.2.1", "5.1",
			"5.6", "5.15", "5.19", "6.2.3", "6.3.1", "6.4.1", "6.4.2", "6.4.3", "6.4.4", "6.12.3", "7.1.1", "7.1.3",
			"7.1.5", "7.3.3", "9.7.2", "H 2.1.1", "H 2.1.2" })
	void passesAServerWithoutFault(String id) throws IOException {
		CaseResult result = run(id, Fault.NONE);
		assertThat(result.result()).as("%s", result.explanation()).isEqualTo(Result.OK);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TAKES_RESERVED_BITS | 3.1     | FAILED     | expected Close 1002, the end of the stream but was text "Hello, world!"
					TAKES_RESERVED_BITS | 3.2     | FAILED     | expected Close 1002, the end of the stream but was text "Hello, world!"
					WRONG_CODE          | 4.1.1   | FAILED     | expected Close 1002, the end of the stream but was Close 1008
					LATE_UTF8           | 6.4.1   | NON_STRICT | Close came with the rest of the message, not before
									LATE_UTF8           | 6.4.4   | NON_STRICT | Close came with the rest of the message, not before
					LATE_UTF8           | 6.3.1   | OK         | ''
					NO_UTF8             | 6.4.1   | FAILED     | expected Close 1007
					NO_UTF8             | 6.12.1  | FAILED     | expected Close 1007, the end of the stream but was text
					READS_ARE_FRAMES    | 1.1.2   | FAILED     | expected text
					LOSES_ANSWERS       | 3.2     | NON_STRICT | expected text "Hello, world!" before Close 1002
					RESETS              | 7.3.3   | FAILED     | expected the end of the stream but was a reset of TCP
					HANGS_UP            | 3.1     | FAILED     | expected Close 1002, the end of the stream but was
					MASKS               | 1.1.2   | FAILED     | a masked frame from a server
					EMPTY_PONGS         | 2.2     | FAILED     | expected Pong "Hello, world!" but was empty Pong
					SHORT_ECHO          | 1.1.2   | FAILED     | expected text
					SHORT_ECHO          | 9.7.2   | FAILED     | expected message 1 of 1000 back
					CLOSES_TWICE        | 7.3.3   | FAILED     | expected the end of the stream but was Close 1000
					WRONG_ACCEPT        | H 2.1.9 names in any case | FAILED | Sec-WebSocket-Accept was
					ACCEPTS_EVERYTHING  | H 2.1.2 method POST       | FAILED | was answered 101
					NONE                | 12.1.1  | UNIMPLEMENTED | compression was declined
					NONE                | D20 the RFC's "Hello"     | UNIMPLEMENTED | compression was declined
					""")
	void seesFaults(Fault fault, String id, Result result, String observed) throws IOException {
		CaseResult seen = run(id, fault);
		assertThat(seen.result()).as("%s", seen.explanation()).isEqualTo(result);
		assertThat(seen.observed()).contains(observed);
	}

	@Test
	void seesWhatOnlyOneWayOfDeliveryShows() throws IOException {
		CaseResult seen = run("2.2", Fault.READS_ARE_FRAMES);
		assertThat(seen.result()).isEqualTo(Result.FAILED);
		assertThat(seen.delivery()).isNotEqualTo("in one piece");
	}

	@Test
	void takesNoAnswerForGoodWhereAnotherThreadGivesIt() throws IOException {
		ConformanceCase overtaken = find("3.2");
		try (FaultyServer server = new FaultyServer(Fault.LOSES_ANSWERS, false)) {
			assertThat(CaseResult.of(overtaken, server).result()).isEqualTo(Result.NOT_APPLICABLE);
			assertThat(CaseResult.of(find("1.1.2"), server).result()).isEqualTo(Result.OK);
		}
		try (FaultyServer server = new FaultyServer(Fault.TAKES_RESERVED_BITS, false)) {
			assertThat(CaseResult.of(overtaken, server).result()).isEqualTo(Result.FAILED);
		}
	}

	@Test
	void seesAServerThatDoesNotEndTheStream() throws IOException {
		try (FaultyServer server = new FaultyServer(Fault.STAYS);
				Peer peer = server.open(Opening.of(Service.DEFAULTS, Opening.ECHO), new Conversation())) {
			peer.send(Frame.close(1000));
			peer.next();
			assertThat(peer.next(Duration.ofMillis(50))).isEqualTo(new Event.Silence());
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "NONE", "STAYS" })
	void seesEveryFaultByAFewCases(Fault fault) throws IOException {
		for (String id : List.of("H 2.1.1", "H 2.1.2", "1.1.2", "2.2", "3.2", "6.3.1", "6.4.1", "7.3.3")) {
			if (!run(id, fault).result().isGood()) {
				return;
			}
		}
		fail("none of them failed");
	}

}
