package dev.duplex.conformance.interop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.duplex.conformance.interop.Received.Event;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.SendResult;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an open connection between a peer and us has to do, whichever of them connected.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class InteropSuite {

	/** 123 bytes of UTF-8, the longest there may be (RFC 6455 section 5.5). */
	private static final String LONGEST_REASON = "👋".repeat(30) + "bye";

	private static final int BURST = 2_000;

	/** Where there are many ways to compress; several times the largest window. */
	static final int SMALL_BURST = 500;

	/**
	 * The ways to bring the peer and us together.
	 */
	abstract Stream<Pairing> pairings();

	/**
	 * Whether the peer knows permessage-deflate.
	 */
	abstract boolean compresses();

	/**
	 * Each transport once, for what compression has no part in; with context takeover if
	 * there is such a thing.
	 */
	final Stream<Pairing> transports() {
		Compression most = compresses() ? Compression.CONTEXT_TAKEOVER : Compression.OFF;
		return pairings().filter((pairing) -> pairing.compression() == most);
	}

	private static Stream<Pairing> able(Stream<Pairing> pairings, Ability... needed) {
		return pairings.filter((pairing) -> pairing.abilities().containsAll(List.of(needed)));
	}

	final Stream<Pairing> withFragments() {
		return able(pairings(), Ability.FRAGMENTS);
	}

	final Stream<Pairing> withFragmentsAndPings() {
		return able(pairings(), Ability.FRAGMENTS, Ability.PINGS);
	}

	final Stream<Pairing> withPings() {
		return able(transports(), Ability.PINGS);
	}

	final Stream<Pairing> withCloseWithoutCode() {
		return able(transports(), Ability.CLOSE_WITHOUT_CODE);
	}

	final Stream<Pairing> withAbort() {
		return able(transports(), Ability.ABORT);
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void textOfEveryKindAndSizeGoesBothWays(Pairing pairing) throws Exception {
		try (Open link = open(pairing)) {
			for (String text : Messages.texts()) {
				link.peer().sendText(text);
				link.our().received().expectText(text);
				link.peer().received().expectText(text);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void binaryOfEverySizeGoesBothWays(Pairing pairing) throws Exception {
		try (Open link = open(pairing)) {
			for (byte[] data : Messages.binaries()) {
				link.peer().sendBinary(data);
				link.our().received().expectBinary(data);
				link.peer().received().expectBinary(data);
			}
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("withFragments")
	void fragmentsOfThePeerAreOneMessage(Pairing pairing) throws Exception {
		List<String> parts = List.of("The quick brown 🦊", "", " jumps over ".repeat(5_000), "the lazy 🐕");
		List<byte[]> bytes = parts.stream().map((part) -> part.getBytes(StandardCharsets.UTF_8)).toList();
		try (Open link = open(pairing)) {
			for (int i = 0; i < 3; i++) {
				link.peer().sendTextParts(parts, PeerConnection.Action.NONE);
				link.our().received().expectText(String.join("", parts));
				link.peer().received().expectText(String.join("", parts));
				link.peer().sendBinaryParts(bytes);
				link.our().received().expectBinary(String.join("", parts).getBytes(StandardCharsets.UTF_8));
				link.peer().received().expectBinary(String.join("", parts).getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("withFragmentsAndPings")
	void pingAmongFragmentsIsAnsweredBeforeTheMessageEnds(Pairing pairing) throws Exception {
		byte[] payload = { 1, 2, 3 };
		try (Open link = open(pairing)) {
			link.peer().sendTextParts(List.of("before ", "and after"), () -> {
				link.peer().sendPing(payload);
				link.peer().received().expectPong(payload);
			});
			link.our().received().expectText("before and after");
			link.peer().received().expectText("before and after");
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("withPings")
	void pingOfThePeerIsAnsweredWithItsPayload(Pairing pairing) throws Exception {
		try (Open link = open(pairing)) {
			for (int length : new int[] { 0, 1, 125 }) {
				byte[] payload = "p".repeat(length).getBytes(StandardCharsets.US_ASCII);
				link.peer().sendPing(payload);
				link.peer().received().expectPong(payload);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("transports")
	void ourPingIsAnsweredWithItsPayload(Pairing pairing) throws Exception {
		try (Open link = open(pairing)) {
			for (int length : new int[] { 0, 1, 125 }) {
				byte[] payload = "p".repeat(length).getBytes(StandardCharsets.US_ASCII);
				assertThat(link.our().connection().sendPing(ByteBuffer.wrap(payload))).isEqualTo(SendResult.ACCEPTED);
				link.our().received().expectPong(payload);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void messagesInFlightBothWaysKeepTheirOrder(Pairing pairing) throws Exception {
		int count = 300;
		List<Event> theirs = new ArrayList<>();
		List<Event> ours = new ArrayList<>();
		try (Open link = open(pairing)) {
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < count; i++) {
					link.send("ours " + i);
				}
			});
			for (int i = 0; i < count; i++) {
				if (i % 3 == 0) {
					link.peer().sendBinary(twoBytes(i));
				}
				else {
					link.peer().sendText("theirs " + i);
				}
			}
			for (int i = 0; i < 2 * count; i++) {
				Event event = link.peer().received().next();
				boolean our = event instanceof Event.Text text && text.text().startsWith("ours ");
				(our ? ours : theirs).add(event);
			}
			sending.get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		assertThat(ours).isEqualTo(IntStream.range(0, count).mapToObj((i) -> new Event.Text("ours " + i)).toList());
		assertThat(theirs).isEqualTo(IntStream.range(0, count)
			.mapToObj((i) -> (i % 3 == 0) ? new Event.Binary(ByteBuffer.wrap(twoBytes(i)))
					: new Event.Text("theirs " + i))
			.toList());
	}

	private static byte[] twoBytes(int number) {
		return new byte[] { (byte) (number >> 8), (byte) number };
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void burstOfThePeerComesBackWhole(Pairing pairing) throws Exception {
		try (Open link = open(pairing)) {
			exchangeBurst(link.link(), BURST);
		}
	}

	/**
	 * Sends many messages before it looks at what came back.
	 */
	static void exchangeBurst(Link link, int count) throws Exception {
		List<String> burst = Messages.burst(count);
		for (String text : burst) {
			link.peer().sendText(text);
		}
		for (String text : burst) {
			link.peer().received().expectText(text);
		}
		for (String text : burst) {
			link.our().received().expectText(text);
		}
	}

	@ParameterizedTest
	@MethodSource("transports")
	void closeOfThePeerTellsCodeAndReason(Pairing pairing) throws Exception {
		for (Event.Closed close : List.of(new Event.Closed(1000, ""), new Event.Closed(1000, "done"),
				new Event.Closed(3000, "👋"), new Event.Closed(4999, LONGEST_REASON))) {
			Link link = pairing.connect();
			link.peer().close(close.code(), close.reason());
			link.our().received().expectClosed(close.code(), close.reason());
			assertThat(link.our().initiator()).isEqualTo(Initiator.REMOTE);
			link.peer().received().expectClosed(close.code());
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("withCloseWithoutCode")
	void closeOfThePeerMayHaveNoCode(Pairing pairing) throws Exception {
		Link link = pairing.connect();
		link.peer().closeWithoutCode();
		link.our().received().expectClosed(1005, "");
		assertThat(link.our().initiator()).isEqualTo(Initiator.REMOTE);
		link.peer().received().expectClosed(1005, "");
	}

	@ParameterizedTest
	@MethodSource("transports")
	void ourCloseTellsCodeAndReason(Pairing pairing) throws Exception {
		for (Event.Closed close : List.of(new Event.Closed(1000, ""), new Event.Closed(1001, "going away"),
				new Event.Closed(1008, "no"), new Event.Closed(1011, "failed"), new Event.Closed(3000, "👋"),
				new Event.Closed(4999, LONGEST_REASON))) {
			Link link = pairing.connect();
			link.our().connection().close(close.code(), close.reason());
			link.peer().received().expectClosed(close.code(), close.reason());
			link.our().received().expectClosed(close.code());
			assertThat(link.our().initiator()).isEqualTo(Initiator.LOCAL);
		}
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void whatWeSentBeforeOurCloseArrives(Pairing pairing) throws Exception {
		Link link = pairing.connect();
		List<String> burst = Messages.burst(100);
		for (String text : burst) {
			link.our().connection().sendText(text);
		}
		link.our().connection().close(1001, "last");
		for (String text : burst) {
			link.peer().received().expectText(text);
		}
		link.peer().received().expectClosed(1001, "last");
		link.our().received().expectClosed(1001);
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("withAbort")
	void endWithoutCloseIsNoticed(Pairing pairing) throws Exception {
		Link link = pairing.connect();
		link.peer().abort();
		link.our().received().expectClosed(1006, "");
		assertThat(link.our().initiator()).isEqualTo(Initiator.NETWORK);
	}

	private static Open open(Pairing pairing) throws Exception {
		return new Open(pairing.connect());
	}

	/**
	 * A connection that is closed by the peer at the end of a test, when nothing else is
	 * under way.
	 *
	 * @param link both ends
	 */
	private record Open(Link link) implements AutoCloseable {

		PeerConnection peer() {
			return this.link.peer();
		}

		OurEnd our() {
			return this.link.our();
		}

		void send(String text) {
			try {
				assertThat(our().connection().sendText(text)).isEqualTo(SendResult.ACCEPTED);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() throws Exception {
			peer().close(1000, "");
		}

	}

}
