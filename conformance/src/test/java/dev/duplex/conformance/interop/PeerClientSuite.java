package dev.duplex.conformance.interop;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.duplex.conformance.interop.OurServer.Port;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A peer's client against our servers, on every kind of port.
 */
abstract class PeerClientSuite extends InteropSuite {

	private static final AtomicInteger LINKS = new AtomicInteger();

	private final PeerClient client;

	PeerClientSuite(PeerClient client) {
		this.client = client;
	}

	@AfterAll
	void nothingIsLeft() throws Exception {
		this.client.close();
		for (Pairing pairing : pairings().toList()) {
			OurServer server = ((ToOurServer) pairing).server();
			Awaitility.await("no connections at " + pairing)
				.atMost(Duration.ofSeconds(Received.TIMEOUT_SECONDS))
				.until(() -> server.engine().connectionCount() == 0);
		}
	}

	/**
	 * Every port, and with a peer that knows compression all our ways of it; it offers it
	 * where we decline, too.
	 */
	@Override
	final Stream<Pairing> pairings() {
		return Stream.of(Port.values())
			.flatMap((port) -> Stream.of(Compression.values())
				.filter((compression) -> compression == Compression.OFF || compresses())
				.map((compression) -> new ToOurServer(this.client, port, compression,
						this.client.offers(compression).stream().findFirst().orElse(null))));
	}

	@Override
	final boolean compresses() {
		return !this.client.offers(Compression.CONTEXT_TAKEOVER).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pairings")
	void compressionIsAgreedOnIfBothWantIt(ToOurServer pairing) throws Exception {
		Link link = pairing.connect();
		assertThat(agreed(link)).isEqualTo(expected(pairing.compression(), pairing.offer()));
		link.peer().close(1000, "");
	}

	final Stream<Arguments> offers() {
		return Stream.of(Compression.STANDALONE, Compression.CONTEXT_TAKEOVER)
			.flatMap((compression) -> this.client.offers(compression)
				.stream()
				.map((offer) -> Arguments.of(compression, offer)));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("offers")
	void everyOfferIsKeptForManyMessages(Compression compression, String offer) throws Exception {
		Link link = new ToOurServer(this.client, Port.OWN, compression, offer).connect();
		assertThat(agreed(link)).isEqualTo(expected(compression, offer));
		exchangeBurst(link, SMALL_BURST);
		link.peer().close(1000, "");
	}

	final Stream<Port> portsWithoutOffer() {
		boolean possible = !compresses() || this.client.abilities().contains(Ability.CHOOSES_OFFER);
		return possible ? Stream.of(Port.values()) : Stream.empty();
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("portsWithoutOffer")
	void withoutAnOfferNothingIsCompressed(Port port) throws Exception {
		Link link = new ToOurServer(this.client, port, Compression.CONTEXT_TAKEOVER, null).connect();
		assertThat(agreed(link)).isEmpty();
		link.peer().sendText("plain".repeat(1_000));
		link.peer().received().expectText("plain".repeat(1_000));
		link.peer().close(1000, "");
	}

	private static Set<String> agreed(Link link) {
		String extensions = link.peer().extensions();
		return extensions.isEmpty() ? Set.of() : new TreeSet<>(List.of(extensions.split(";")));
	}

	/**
	 * RFC 7692 section 7.1: we follow each wish of the client, and add our own.
	 */
	private static Set<String> expected(Compression compression, @Nullable String offer) {
		Set<String> expected = new TreeSet<>();
		if (compression != Compression.OFF && offer != null) {
			expected.add("permessage-deflate");
			if (compression == Compression.STANDALONE) {
				expected.addAll(List.of("server_no_context_takeover", "client_no_context_takeover"));
			}
			Stream.of(offer.split(";"))
				.map(String::strip)
				.filter((parameter) -> !parameter.isEmpty() && !parameter.startsWith("client_max_window_bits"))
				.forEach(expected::add);
		}
		return expected;
	}

	@ParameterizedTest
	@EnumSource
	void subprotocolIsTheFirstOfTheClientsThatWeSpeak(Port port) throws Exception {
		OurServer server = OurServer.running(port, Compression.OFF);
		String name = nextName();
		OurEnd our = server.end(name);
		PeerConnection peer = this.client.connect(server.uri("/links/" + name),
				new Opening(null, List.of("v9.interop", "v2.interop", "v1.interop"), null));
		assertThat(peer.subprotocol()).isEqualTo("v2.interop");
		assertThat(our.connection().subprotocol()).isEqualTo("v2.interop");
		peer.close(1000, "");
	}

	@ParameterizedTest
	@EnumSource
	void unknownPathIsAnswered404(Port port) {
		OurServer server = OurServer.running(port, Compression.OFF);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.client.connect(server.uri("/nothing"), Opening.offering(null)))
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
	}

	@ParameterizedTest
	@EnumSource
	void foreignOriginIsAnswered403(Port port) {
		OurServer server = OurServer.running(port, Compression.OFF);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.client.connect(server.uri("/links/" + nextName()),
					new Opening(null, List.of(), "https://elsewhere.example")))
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(403));
	}

	private static String nextName() {
		return Integer.toString(LINKS.incrementAndGet());
	}

	/**
	 * The peer connects to one of our ports.
	 *
	 * @param client the peer
	 * @param port the port
	 * @param compression what our side wants
	 * @param offer what the peer offers
	 */
	record ToOurServer(PeerClient client, Port port, Compression compression,
			@Nullable String offer) implements Pairing {

		OurServer server() {
			return OurServer.running(this.port, this.compression);
		}

		@Override
		public Set<Ability> abilities() {
			return this.client.abilities();
		}

		@Override
		public Link connect() throws Exception {
			String name = nextName();
			OurEnd our = server().end(name);
			PeerConnection peer = this.client.connect(server().uri("/links/" + name), Opening.offering(this.offer));
			our.connection();
			return new Link(peer, our);
		}

		@Override
		public String toString() {
			return this.port + ", " + this.compression;
		}

	}

}
