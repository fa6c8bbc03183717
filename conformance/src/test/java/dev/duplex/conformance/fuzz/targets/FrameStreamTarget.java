package dev.duplex.conformance.fuzz.targets;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.duplex.conformance.fuzz.stream.FrameStream;
import dev.duplex.conformance.fuzz.stream.StreamGenerator;
import dev.duplex.conformance.fuzz.stream.StreamOracle;
import dev.duplex.conformance.fuzz.stream.StreamRules;
import dev.duplex.engine.tck.DeflateCases;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;

/**
 * A stream of frames: all that {@link StreamOracle} knows.
 */
public final class FrameStreamTarget {

	private static final StreamRules PLAIN = StreamRules.of(0);

	private static final StreamRules DEFLATE = new StreamRules(true, PLAIN.limits(), true, true);

	private static final int LARGEST_SEED = 4_096;

	private static final StreamOracle ORACLE = new StreamOracle();

	private FrameStreamTarget() {
	}

	/**
	 * Tests one input.
	 * @param input a byte for the rules, and the stream
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length > 0) {
			FrameStream stream = FrameStream.of(input);
			ORACLE.check(stream);
			ORACLE.checkAllocation(stream);
			ORACLE.checkConnection(stream);
		}
	}

	static Stream<byte[]> seeds() {
		return Stream
			.of(of(PLAIN, FrameCases.frames()), of(PLAIN, FrameCases.closes()), of(DEFLATE, DeflateCases.all()),
					LongStream.range(0, 500).mapToObj((number) -> StreamGenerator.stream(0, number)))
			.flatMap((streams) -> streams)
			.map(FrameStream::toBytes)
			.filter((input) -> input.length <= LARGEST_SEED);
	}

	private static Stream<FrameStream> of(StreamRules rules, List<FrameCase> cases) {
		return cases.stream().map((frames) -> new FrameStream(rules, frames.input(), null));
	}

}
