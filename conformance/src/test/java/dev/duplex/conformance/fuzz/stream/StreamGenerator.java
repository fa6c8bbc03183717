package dev.duplex.conformance.fuzz.stream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.DecodedStream.Event;
import org.jspecify.annotations.Nullable;

/**
 * Makes streams of frames: valid ones, mutated ones, and noise. A stream depends on the
 * seed and its own number only, so that any of them can be made again alone.
 */
public final class StreamGenerator {

	private static final int[] CODES = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
			3999, 4000, 4999 };

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private final RandomGenerator random;

	private final StreamRules rules;

	private final RandomDeflate deflate;

	private final int maxFrame;

	private final int maxFragments;

	private final List<FrameDraft> frames = new ArrayList<>();

	private final List<Event> expected = new ArrayList<>();

	private StreamGenerator(RandomGenerator random, StreamRules rules) {
		this.random = random;
		this.rules = rules;
		this.deflate = new RandomDeflate(random);
		this.maxFrame = orNoLimit(rules.limits().maxFrameSize());
		this.maxFragments = orNoLimit(rules.limits().maxFragments());
	}

	/**
	 * Makes a stream.
	 * @param seed the seed of all streams
	 * @param number which of them
	 * @return the stream; one in eight is valid, one in sixteen is noise
	 */
	public static FrameStream stream(long seed, long number) {
		RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ number * 0xD1B54A32D192ED03L);
		StreamRules rules = StreamRules.of(random.nextInt(StreamRules.COUNT));
		int kind = random.nextInt(16);
		if (kind == 0) {
			return new FrameStream(rules, noise(random, rules), null);
		}
		StreamGenerator generator = new StreamGenerator(random, rules);
		generator.conversation();
		if (kind <= 2) {
			return new FrameStream(rules, bytes(generator.frames), generator.expected);
		}
		StreamMutator mutator = new StreamMutator(random, rules);
		return new FrameStream(rules, mutator.mutate(generator.frames), null);
	}

	/**
	 * Bytes of which only the first two of each frame make some sense, so that not all of
	 * them fail there.
	 */
	private static byte[] noise(RandomGenerator random, StreamRules rules) {
		byte[] noise = new byte[random.nextInt(160)];
		random.nextBytes(noise);
		if (random.nextBoolean()) {
			int at = 0;
			while (at + 1 < noise.length) {
				noise[at] = (byte) (noise[at] & 0x8F);
				noise[at + 1] = (byte) (noise[at + 1] & 0x1F | (rules.fromClient() ? 0x80 : 0));
				at += 2 + (noise[at + 1] & 0x1F) + (rules.fromClient() ? 4 : 0);
			}
		}
		return noise;
	}

	static byte[] bytes(List<FrameDraft> frames) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		frames.forEach((frame) -> frame.writeTo(out));
		return out.toByteArray();
	}

	private void conversation() {
		int messages = this.random.nextInt(5);
		for (int i = 0; i < messages; i++) {
			if (this.random.nextInt(4) == 0) {
				control();
			}
			message();
		}
		if (messages == 0 || this.random.nextInt(4) == 0) {
			close();
			if (this.random.nextInt(4) == 0) {
				// Nothing that follows a Close frame matters (section 5.5.1).
				byte[] ignored = new byte[this.random.nextInt(20)];
				this.random.nextBytes(ignored);
				frame(this.random.nextInt(256), ignored);
			}
		}
	}

	private void message() {
		boolean text = this.random.nextBoolean();
		byte[] message = text ? RandomText.utf8(this.random, size()) : data(size());
		byte[] compressed = (this.rules.deflate() && this.random.nextInt(4) != 0) ? compressed(message) : null;
		int opcode = text ? Opcode.TEXT : Opcode.BINARY;
		if (compressed != null) {
			fragments(FrameDraft.RSV1 | opcode, compressed);
		}
		else {
			fragments(opcode, message);
		}
		this.expected.add(text ? Event.text(message) : Event.binary(message));
	}

	/**
	 * Compresses a message, unless it becomes larger than a plain one may be.
	 */
	private byte @Nullable [] compressed(byte[] message) {
		if (!this.rules.contextTakeover()) {
			this.deflate.forget();
		}
		if (message.length == 0 && this.random.nextBoolean()) {
			return message;
		}
		byte[] compressed = this.deflate.compress(message);
		if (compressed.length > largest()) {
			this.deflate.forget(message.length);
			return null;
		}
		return compressed;
	}

	/**
	 * What a message may have and what fits into its fragments.
	 */
	private int largest() {
		return (int) Math.min(this.rules.limits().maxMessageSize(), (long) this.maxFrame * this.maxFragments);
	}

	/**
	 * Mostly few bytes, sometimes around the lengths that are encoded in other ways, and
	 * seldom as many as there may be.
	 */
	private int size() {
		int limit = largest();
		// Large ones are cheap when compressed, and only they fill the window.
		int choice = this.random.nextInt(this.rules.deflate() ? 256 : 1_024);
		int size = (choice == 0) ? limit - this.random.nextInt(3) : (choice < 16) ? this.random.nextInt(3_000)
				: (choice < 128) ? 120 + this.random.nextInt(20) : this.random.nextInt((choice < 384) ? 100 : 16);
		return Math.min(size, limit);
	}

	private byte[] data(int size) {
		byte[] data = new byte[size];
		switch (this.random.nextInt(3)) {
			case 0 -> this.random.nextBytes(data);
			case 1 -> Arrays.fill(data, (byte) this.random.nextInt());
			default -> {
				int period = 1 + this.random.nextInt(40);
				for (int i = 0; i < size; i++) {
					data[i] = (byte) ((i % period) * 37);
				}
			}
		}
		return data;
	}

	/**
	 * Cuts a payload into frames, with control frames between them.
	 */
	private void fragments(int opcode, byte[] payload) {
		int at = 0;
		boolean last = false;
		for (int fragment = 0; !last; fragment++) {
			int left = payload.length - at;
			int framesLeft = this.maxFragments - fragment;
			int most = Math.min(left, this.maxFrame);
			int least = (int) Math.max(0, left - (framesLeft - 1L) * this.maxFrame);
			int count = (this.random.nextInt(4) != 0) ? most : least + this.random.nextInt(most - least + 1);
			last = count == left && (framesLeft == 1 || this.random.nextInt(16) != 0);
			frame((last ? FrameDraft.FIN : 0) | ((fragment == 0) ? opcode : Opcode.CONTINUATION),
					Arrays.copyOfRange(payload, at, at + count));
			at += count;
			if (!last && this.random.nextInt(6) == 0) {
				control();
			}
		}
	}

	private void control() {
		boolean large = this.random.nextInt(8) == 0;
		byte[] payload = new byte[large ? MAX_CONTROL_PAYLOAD - this.random.nextInt(2) : this.random.nextInt(10)];
		this.random.nextBytes(payload);
		boolean ping = this.random.nextBoolean();
		this.expected.add(ping ? Event.ping(payload) : Event.pong(payload));
		frame(FrameDraft.FIN | (ping ? Opcode.PING : Opcode.PONG), payload);
	}

	private void close() {
		if (this.random.nextInt(4) == 0) {
			this.expected.add(Event.close(1005, ""));
			frame(FrameDraft.FIN | Opcode.CLOSE, new byte[0]);
			return;
		}
		int code = CODES[this.random.nextInt(CODES.length)];
		byte[] reason = RandomText.utf8(this.random, this.random.nextInt(MAX_CONTROL_PAYLOAD - 1));
		this.expected.add(new Event(Opcode.CLOSE, code, reason));
		frame(FrameDraft.FIN | Opcode.CLOSE, closePayload(code, reason));
	}

	private static int orNoLimit(int limit) {
		return (limit == -1) ? Integer.MAX_VALUE : limit;
	}

	static byte[] closePayload(int code, byte[] reason) {
		byte[] payload = new byte[2 + reason.length];
		payload[0] = (byte) (code >> 8);
		payload[1] = (byte) code;
		System.arraycopy(reason, 0, payload, 2, reason.length);
		return payload;
	}

	private void frame(int first, byte[] payload) {
		this.frames.add(new FrameDraft(first, this.rules.fromClient(), this.random.nextInt(), payload));
	}

}
