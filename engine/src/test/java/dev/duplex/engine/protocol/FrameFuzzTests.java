package dev.duplex.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.FrameCases;
import dev.duplex.engine.tck.Hex;
import dev.duplex.engine.tck.Pieces;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random and mutated streams: nothing but a {@link ProtocolException} may come of them,
 * the same for every way to cut them, at a cost that the bytes received account for.
 */
class FrameFuzzTests {

	private static final int STREAMS = 12_000;

	private static final List<byte[]> SEEDS = seeds();

	@ParameterizedTest
	@ValueSource(longs = { 6455, 5, 20260722 })
	void sameOutcomeForEveryCutAndNoOtherException(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < STREAMS; i++) {
			byte[] stream = stream(random);
			String[] whole = new String[1];
			long allocated = Allocation.of(() -> whole[0] = DecodedStream.of(List.of(stream)).outcome());
			String cut = DecodedStream.of(Pieces.atRandom(stream, random)).outcome();
			if (!cut.equals(whole[0])) {
				assertThat(cut).as("stream %d of seed %d: %s", i, seed, Hex.show(stream)).isEqualTo(whole[0]);
			}
			// The test's own record of the events costs most of this; a length taken at
			// its word would cost far more.
			assertThat(allocated).as("stream %d of seed %d", i, seed).isLessThan(256_000 + 256L * stream.length);
		}
	}

	private static byte[] stream(Random random) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		int frames = 1 + random.nextInt(6);
		for (int i = 0; i < frames; i++) {
			byte[] part = SEEDS.get(random.nextInt(SEEDS.size())).clone();
			int mutations = random.nextInt(3);
			for (int j = 0; j < mutations && part.length > 0; j++) {
				int at = random.nextBoolean() ? random.nextInt(part.length) : random.nextInt(Math.min(part.length, 14));
				part[at] = (byte) (random.nextBoolean() ? part[at] ^ 1 << random.nextInt(8) : random.nextInt());
			}
			stream.write(part, 0, random.nextInt(16) == 0 ? random.nextInt(part.length + 1) : part.length);
		}
		return stream.toByteArray();
	}

	private static List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		for (List<FrameCase> cases : List.of(FrameCases.frames(), FrameCases.closes())) {
			cases.stream().map(FrameCase::input).filter((input) -> input.length < 600).forEach(seeds::add);
		}
		// Mostly valid streams, so that the decoder gets deep.
		for (int length : new int[] { 0, 1, 3, 4, 9, 64, 125, 126, 127, 500 }) {
			for (int i = 0; i < 8; i++) {
				seeds.add(Frame.text("x".repeat(length)).masked());
				seeds.add(Frame.binary(new byte[length]).masked(0x01020304));
				seeds.add(Frame.fragment(Opcode.BINARY, new byte[length]).masked(7));
				seeds.add(Frame.fragment(Opcode.CONTINUATION, new byte[length]).masked(7));
				seeds.add(Frame.of(Opcode.CONTINUATION, new byte[length]).masked(7));
			}
		}
		return seeds;
	}

}
