package dev.duplex.engine.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.DeflateCases;
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

	private static final List<byte[]> COMPRESSED_SEEDS = compressedSeeds();

	@ParameterizedTest
	@ValueSource(longs = { 6455, 5, 20260722 })
	void sameOutcomeForEveryCutAndNoOtherException(long seed) {
		SEEDS.forEach((loadsTheClasses) -> DecodedStream.of(List.of(loadsTheClasses.clone())).outcome());
		Random random = new Random(seed);
		for (int i = 0; i < STREAMS; i++) {
			byte[] stream = stream(random, SEEDS);
			String[] whole = new String[1];
			long allocated = Allocation.of(() -> whole[0] = DecodedStream.of(List.of(stream)).outcome());
			String cut = DecodedStream.of(Pieces.atRandom(stream, random)).outcome();
			if (!cut.equals(whole[0])) {
				assertThat(cut).as("stream %d of seed %d: %s", i, seed, Hex.show(stream)).isEqualTo(whole[0]);
			}
			// The test's own record of the events costs most of this; a length taken at
			// its word would cost far more.
			assertThat(allocated).as("stream %d of seed %d", i, seed).isLessThan(512_000 + 256L * stream.length);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 7692, 1951 })
	void sameOutcomeForEveryCutOfCompressedMessages(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < STREAMS; i++) {
			byte[] stream = stream(random, COMPRESSED_SEEDS);
			String whole = DecodedStream.compressed(List.of(stream)).outcome();
			String cut = DecodedStream.compressed(Pieces.atRandom(stream, random)).outcome();
			if (!cut.equals(whole)) {
				assertThat(cut).as("stream %d of seed %d: %s", i, seed, Hex.show(stream)).isEqualTo(whole);
			}
		}
	}

	private static byte[] stream(Random random, List<byte[]> seeds) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		int frames = 1 + random.nextInt(6);
		for (int i = 0; i < frames; i++) {
			byte[] part = seeds.get(random.nextInt(seeds.size())).clone();
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

	private static List<byte[]> compressedSeeds() {
		List<byte[]> seeds = new ArrayList<>();
		DeflateCases.all().stream().map(FrameCase::input).filter((input) -> input.length < 4_000).forEach(seeds::add);
		for (int length : new int[] { 0, 1, 9, 126, 500, 20_000 }) {
			for (int level = 0; level < 10; level += 3) {
				byte[] message = "{\"price\":1.25} ".repeat(length / 15 + 1)
					.substring(0, length)
					.getBytes(StandardCharsets.US_ASCII);
				seeds.add(DeflateCases.compressed(Opcode.TEXT, DeflateCases.deflate(message, level)).masked(7));
				seeds.add(DeflateCases.compressed(Opcode.BINARY, DeflateCases.deflate(message, level)).masked(9));
			}
		}
		return seeds;
	}

}
