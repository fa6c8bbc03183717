package dev.duplex.benchmarks.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class DeflatedMessagesTests {

	private static final int SIZE = 1024;

	private static final int CYCLE = 1024;

	private static final List<byte[]> TEXTS = JsonTexts.make(CYCLE, SIZE);

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	@ParameterizedTest
	@CsvSource({ "false,1", "false,4", "true,1", "true,7" })
	void aServerCanInflateAllOfTwoCycles(boolean contextTakeover, int inFlight) throws DataFormatException {
		Frames frames = new Frames(new DeflatedMessages(SIZE, contextTakeover).outbound(3));
		Inflater inflater = new Inflater(true);
		for (int i = 0; i < 2 * CYCLE; i++) {
			if (!contextTakeover) {
				inflater.reset();
			}
			assertThat(inflate(inflater, frames.next(inFlight))).isEqualTo(TEXTS.get((3 * 37 + i) % CYCLE));
		}
	}

	@Test
	void contextTakeoverMakesMessagesSmaller() {
		Frames standalone = new Frames(new DeflatedMessages(SIZE, false).outbound(0));
		Frames referring = new Frames(new DeflatedMessages(SIZE, true).outbound(0));
		int standaloneBytes = 0;
		int referringBytes = 0;
		for (int i = 0; i < CYCLE; i++) {
			standaloneBytes += standalone.next(1).length;
			referringBytes += referring.next(1).length;
		}
		assertThat(referringBytes).isLessThan(standaloneBytes * 9 / 10);
	}

	@Test
	void aFrameWrittenInPartIsGoneOnWith() {
		DeflatedMessages messages = new DeflatedMessages(SIZE, false);
		byte[] whole = new Frames(messages.outbound(0)).next(1);
		Outbound outbound = messages.outbound(0);
		ByteBuffer buffer = outbound.next(1);
		buffer.position(buffer.position() + 10);
		assertThat(outbound.written()).isZero();
		assertThat(outbound.isInsideFrame()).isTrue();
		byte[] rest = new byte[outbound.next(1).remaining()];
		outbound.next(1).get(rest);
		assertThat(outbound.written()).isEqualTo(1);
		assertThat(outbound.isInsideFrame()).isFalse();
		assertThat(Frames.unmask(rest, whole.length - rest.length))
			.isEqualTo(Arrays.copyOfRange(whole, 10, whole.length));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyAnswerIsInflatedAndCompared(boolean contextTakeover) {
		DeflatedMessages messages = new DeflatedMessages(SIZE, contextTakeover);
		Frames frames = new Frames(messages.outbound(5));
		AnswerReader reader = new AnswerReader(messages.answers(5));
		for (int i = 0; i < 100; i++) {
			assertThat(reader.read(ByteBuffer.wrap(answer(frames.next(1))))).isEqualTo(1);
		}
		frames.next(1);
		byte[] skipped = answer(frames.next(1));
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> reader.read(ByteBuffer.wrap(skipped)));
	}

	@Test
	void anAnswerMayBePlainAndInPieces() {
		AnswerReader reader = new AnswerReader(new DeflatedMessages(SIZE, false).answers(0));
		byte[] answer = Message.frame(0x1, TEXTS.get(0), false);
		assertThat(reader.read(ByteBuffer.wrap(answer, 0, 500))).isZero();
		assertThat(reader.read(ByteBuffer.wrap(answer, 500, answer.length - 500))).isEqualTo(1);
	}

	@Test
	void brokenCompressionIsNoAnswer() {
		AnswerReader reader = new AnswerReader(new DeflatedMessages(SIZE, false).answers(0));
		byte[] answer = Message.frame(0x1, new byte[] { (byte) 0xFF, 1, 2 }, false);
		answer[0] |= 0x40;
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> reader.read(ByteBuffer.wrap(answer)));
	}

	@Test
	void whatTheServerAgreesToMustBeWhatTheCellIsAbout() {
		DeflatedMessages standalone = new DeflatedMessages(SIZE, false);
		DeflatedMessages referring = new DeflatedMessages(SIZE, true);
		assertThatNoException().isThrownBy(() -> standalone.check("permessage-deflate; server_no_context_takeover"));
		assertThatNoException().isThrownBy(() -> referring.check("permessage-deflate"));
		assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> standalone.check(null));
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> standalone.check("permessage-deflate"));
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> referring.check("permessage-deflate; client_no_context_takeover"));
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> Script.text(SIZE).check("permessage-deflate"));
	}

	private static byte[] answer(byte[] frame) {
		byte[] answer = Message.frame(0x1, Frames.payload(frame), false);
		answer[0] |= 0x40;
		return answer;
	}

	private static byte[] inflate(Inflater inflater, byte[] frame) throws DataFormatException {
		ByteArrayOutputStream input = new ByteArrayOutputStream();
		input.writeBytes(Frames.payload(frame));
		input.writeBytes(TAIL);
		inflater.setInput(input.toByteArray());
		byte[] message = new byte[SIZE + 1];
		return Arrays.copyOf(message, inflater.inflate(message));
	}

	/**
	 * Takes frames as they are written, and unmasks them.
	 */
	private static final class Frames {

		private static final byte[] KEY = { 0x5a, (byte) 0xc3, 0x17, (byte) 0xe9 };

		private static final int HEADER = 8;

		private final Outbound outbound;

		private ByteBuffer pending = ByteBuffer.allocate(0);

		Frames(Outbound outbound) {
			this.outbound = outbound;
		}

		byte[] next(int inFlight) {
			if (!this.pending.hasRemaining()) {
				ByteBuffer written = this.outbound.next(inFlight);
				this.pending = ByteBuffer.allocate(written.remaining()).put(written).flip();
				assertThat(this.outbound.written()).isBetween(1, inFlight);
			}
			assertThat(this.pending.get(this.pending.position() + 1)).as("126, masked").isEqualTo((byte) 0xFE);
			byte[] frame = new byte[HEADER + this.pending.getShort(this.pending.position() + 2)];
			this.pending.get(frame);
			assertThat(frame[0]).as("FIN, RSV1, text").isEqualTo((byte) 0xC1);
			return unmask(frame, 0);
		}

		static byte[] unmask(byte[] frame, int offset) {
			byte[] plain = frame.clone();
			for (int i = Math.max(0, HEADER - offset); i < frame.length; i++) {
				plain[i] ^= KEY[(i + offset - HEADER) & 3];
			}
			return plain;
		}

		static byte[] payload(byte[] frame) {
			return Arrays.copyOfRange(frame, HEADER, frame.length);
		}

	}

}
