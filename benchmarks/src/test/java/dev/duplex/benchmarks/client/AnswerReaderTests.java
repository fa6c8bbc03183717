package dev.duplex.benchmarks.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnswerReaderTests {

	private final Message message = Message.text(300);

	private final AnswerReader reader = new AnswerReader(new RepeatedMessage(this.message).answers(0));

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 100, 303, 304, 305, 1000, 4096 })
	void messagesAreCountedWhateverPiecesTheyComeIn(int piece) {
		byte[] answer = Message.frame(0x1, this.message.payload(), false);
		byte[] stream = join(answer, Message.frame(0x9, new byte[] { 7 }, false), answer, fragment(0x01, 0, 120),
				Message.frame(0xA, new byte[0], false), fragment(0x00, 120, 120), fragment(0x80, 120, 300), answer,
				answer);
		assertThat(read(stream, piece)).isEqualTo(5);
		assertThat(this.reader.takePing()).containsExactly(7);
		assertThat(this.reader.takePing()).isNull();
		assertThat(this.reader.isClosed()).isFalse();
	}

	@Test
	void aCloseFrameEndsTheStream() {
		byte[] stream = join(Message.frame(0x8, new byte[] { 0x03, (byte) 0xe8 }, false), new byte[] { 1, 2, 3 });
		assertThat(read(stream, 100)).isZero();
		assertThat(this.reader.isClosed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5000 })
	void everyByteIsCompared(int piece) {
		byte[] answer = Message.frame(0x1, this.message.payload(), false);
		byte[] wrong = answer.clone();
		wrong[wrong.length - 1]++;
		assertThatExceptionOfType(UnexpectedAnswerException.class)
			.isThrownBy(() -> read(join(answer, answer, wrong, answer), piece))
			.withMessage("byte 299 of a message is wrong");
	}

	@Test
	void aShorterMessageIsNoAnswer() {
		byte[] shorter = Message.frame(0x1, Arrays.copyOf(this.message.payload(), 299), false);
		assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(shorter, 5000));
	}

	@Test
	void aLongerMessageIsNoAnswer() {
		byte[] longer = Message.frame(0x1, Arrays.copyOf(this.message.payload(), 301), false);
		assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(longer, 5000));
	}

	@Test
	void anotherOpcodeIsNoAnswer() {
		byte[] binary = Message.frame(0x2, this.message.payload(), false);
		assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(binary, 5000));
	}

	@Test
	void aMaskedFrameIsNoAnswer() {
		byte[] masked = Message.frame(0x1, this.message.payload(), true);
		assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(masked, 5000));
	}

	private int read(byte[] stream, int piece) {
		int messages = 0;
		for (int at = 0; at < stream.length; at += piece) {
			messages += this.reader
				.read(ByteBuffer.wrap(Arrays.copyOfRange(stream, at, Math.min(at + piece, stream.length))));
		}
		return messages;
	}

	private byte[] fragment(int first, int from, int to) {
		byte[] frame = Message.frame(first & 0xF, Arrays.copyOfRange(this.message.payload(), from, to), false);
		frame[0] = (byte) first;
		return frame;
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

}
