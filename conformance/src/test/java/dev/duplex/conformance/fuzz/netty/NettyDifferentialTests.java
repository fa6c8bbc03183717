package dev.duplex.conformance.fuzz.netty;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamGenerator;
import dev.duplex.conformance.fuzz.stream.StreamRules;
import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;
import dev.duplex.engine.tck.Hex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Netty reads the same streams and says the same, but for what {@link KnownDifference}
 * lists.
 */
@Tag("fuzz")
class NettyDifferentialTests {

	private static final int STREAMS = 300_000;

	private static final StreamRules DEFAULTS = StreamRules.of(0);

	static Stream<FrameCase> cases() {
		return Stream.concat(FrameCases.frames().stream(), FrameCases.closes().stream());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void saysTheSameOfTheRfcsCases(FrameCase frames) {
		compare(new FrameStream(DEFAULTS, frames.input(), null));
	}

	@Test
	void saysTheSameOfMutatedStreams() {
		long seed = Long.getLong("duplex.fuzz.seed", 6455);
		Map<KnownDifference, Integer> differences = new EnumMap<>(KnownDifference.class);
		long start = System.nanoTime();
		for (int i = 0; i < STREAMS; i++) {
			compare(plain(StreamGenerator.stream(seed, i)))
				.ifPresent((entry) -> differences.merge(entry, 1, Integer::sum));
		}
		System.out.printf("%d streams of seed %d through Netty in %.1f s; it differs where that is known: %s%n",
				STREAMS, seed, (System.nanoTime() - start) / 1e9, differences);
	}

	@ParameterizedTest
	@EnumSource
	void listsNoDifferenceThatThereIsNot(KnownDifference entry) {
		assertThat(compare(new FrameStream(DEFAULTS, Hex.bytes(entry.example()), null))).contains(entry);
	}

	/**
	 * Netty's decompression is another matter, and not its decoder's.
	 */
	private static FrameStream plain(FrameStream stream) {
		StreamRules rules = stream.rules();
		return new FrameStream(new StreamRules(rules.fromClient(), rules.limits(), false, true), stream.bytes(), null);
	}

	private static Optional<KnownDifference> compare(FrameStream stream) {
		DecodedStream ours = DecodedStream.of(stream.rules().decoder(), List.of(stream.bytes()));
		NettyStream netty = NettyStream.of(stream);
		if (netty.isSameAs(ours)) {
			return Optional.empty();
		}
		Optional<KnownDifference> known = KnownDifference.of(ours, netty);
		if (known.isEmpty()) {
			throw new AssertionError("of %s (%s)\nNetty says %s\nwe say     %s".formatted(Hex.show(stream.bytes()),
					stream.rules(), netty, ours.outcome()));
		}
		return known;
	}

}
