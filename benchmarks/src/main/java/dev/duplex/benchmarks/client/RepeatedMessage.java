package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * One message over and over. Whole expected frames are compared many at a time.
 */
final class RepeatedMessage extends Script {

	private final Message message;

	RepeatedMessage(Message message) {
		this.message = message;
	}

	@Override
	@Nullable String offer() {
		return null;
	}

	@Override
	void check(@Nullable String extensions) {
		if (extensions != null) {
			throw new UnexpectedAnswerException("an extension that was not offered: " + extensions);
		}
	}

	@Override
	Outbound outbound(int connection) {
		return new Frames();
	}

	@Override
	Answers answers(int connection) {
		return new SameAnswers();
	}

	private final class Frames implements Outbound {

		private int offset;

		@Override
		public ByteBuffer next(int messages) {
			int count = Math.min(messages, RepeatedMessage.this.message.burst());
			return RepeatedMessage.this.message.frames()
				.limit(count * RepeatedMessage.this.message.frameLength())
				.position(this.offset);
		}

		@Override
		public int written() {
			int position = RepeatedMessage.this.message.frames().position();
			int frameLength = RepeatedMessage.this.message.frameLength();
			this.offset = position % frameLength;
			return position / frameLength;
		}

		@Override
		public boolean isInsideFrame() {
			return this.offset != 0;
		}

	}

	private final class SameAnswers implements Answers {

		private int offset;

		@Override
		public int takeWhole(ByteBuffer bytes) {
			int length = RepeatedMessage.this.message.answerLength();
			int count = Math.min(bytes.remaining() / length, RepeatedMessage.this.message.burst());
			if (count == 0) {
				return 0;
			}
			ByteBuffer expected = RepeatedMessage.this.message.answers();
			expected.limit(count * length).position(0);
			int limit = bytes.limit();
			bytes.limit(bytes.position() + count * length);
			int mismatch = bytes.mismatch(expected);
			bytes.limit(limit);
			int equal = (mismatch < 0) ? count : mismatch / length;
			bytes.position(bytes.position() + equal * length);
			return equal;
		}

		@Override
		public void begin(int opcode, boolean compressed) {
			if (compressed) {
				throw new UnexpectedAnswerException("a reserved bit is set");
			}
			if (opcode != RepeatedMessage.this.message.opcode()) {
				throw new UnexpectedAnswerException("opcode " + opcode);
			}
			this.offset = 0;
		}

		@Override
		public void payload(ByteBuffer bytes, int length) {
			byte[] expected = RepeatedMessage.this.message.payload();
			if (this.offset + length > expected.length) {
				throw new UnexpectedAnswerException("a message is longer than the one sent");
			}
			for (int i = 0; i < length; i++) {
				if (bytes.get() != expected[this.offset + i]) {
					throw new UnexpectedAnswerException("byte " + (this.offset + i) + " of a message is wrong");
				}
			}
			this.offset += length;
		}

		@Override
		public void end() {
			if (this.offset != RepeatedMessage.this.message.payload().length) {
				throw new UnexpectedAnswerException("a message is shorter than the one sent");
			}
		}

	}

}
