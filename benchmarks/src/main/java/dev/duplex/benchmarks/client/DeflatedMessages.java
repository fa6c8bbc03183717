package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * JSON messages in a cycle, each compressed beforehand. Every connection begins at
 * another of them.
 * <p>
 * With context takeover the messages are compressed a second time, as in a stream that
 * has gone round the cycle before. Such a frame refers to nothing but the last 32 KiB of
 * that stream (RFC 7692 section 7.2.1), so a connection may go on with it once it has
 * sent that much of the cycle in frames that stand for themselves.
 */
final class DeflatedMessages extends Script {

	private static final String EXTENSION = "permessage-deflate";

	private static final int TEXT = 0x1;

	private static final int RSV1 = 0x40;

	private static final int WINDOW = 32 * 1024;

	/** Many windows, so that no message is in the window still when it comes again. */
	private static final int CYCLE_BYTES = 1024 * 1024;

	private static final int FEWEST_MESSAGES = 64;

	private static final int MOST_MESSAGES = 4096;

	/** Messages between where two connections begin. */
	private static final int STRIDE = 37;

	/** What a flush ends with, and what a sender leaves out: {@code 00 00 FF FF}. */
	private static final int TAIL = 4;

	private final boolean contextTakeover;

	private final List<byte[]> payloads;

	private final FrameSequence standalone;

	private final FrameSequence referring;

	/** How many messages of a connection stand for themselves. */
	private final long standaloneCount;

	private final Inflater sharedInflater = new Inflater(true);

	DeflatedMessages(int size, boolean contextTakeover) {
		this.contextTakeover = contextTakeover;
		this.payloads = JsonTexts.make(Math.min(MOST_MESSAGES, Math.max(FEWEST_MESSAGES, CYCLE_BYTES / size)), size);
		this.standalone = compress(false);
		this.referring = contextTakeover ? compress(true) : this.standalone;
		this.standaloneCount = contextTakeover ? WINDOW / size + 1 : Long.MAX_VALUE;
	}

	private FrameSequence compress(boolean referring) {
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		try {
			if (referring) {
				this.payloads.forEach((payload) -> compress(deflater, payload));
			}
			return new FrameSequence(this.payloads.stream().map((payload) -> {
				if (!referring) {
					deflater.reset();
				}
				return frame(compress(deflater, payload));
			}).toList());
		}
		finally {
			deflater.end();
		}
	}

	private static byte[] compress(Deflater deflater, byte[] payload) {
		byte[] out = new byte[payload.length + 64];
		deflater.setInput(payload);
		int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		return Arrays.copyOf(out, length - TAIL);
	}

	private static byte[] frame(byte[] compressed) {
		byte[] frame = Message.frame(TEXT, compressed, true);
		frame[0] |= RSV1;
		return frame;
	}

	@Override
	String offer() {
		return this.contextTakeover ? EXTENSION
				: EXTENSION + "; server_no_context_takeover; client_no_context_takeover";
	}

	@Override
	void check(@Nullable String extensions) {
		// Whether the server forgets our context is its own affair: we do not use it.
		boolean agreed = extensions != null && extensions.startsWith(EXTENSION)
				&& extensions.contains("server_no_context_takeover") != this.contextTakeover
				&& !(this.contextTakeover && extensions.contains("client_no_context_takeover"));
		if (!agreed) {
			throw new UnexpectedAnswerException("offered " + offer() + ", agreed to " + extensions);
		}
	}

	@Override
	Outbound outbound(int connection) {
		return new Frames(first(connection));
	}

	@Override
	Answers answers(int connection) {
		Inflater inflater = this.contextTakeover ? new Inflater(true) : this.sharedInflater;
		return new InflatedAnswers(this.payloads, first(connection), inflater, this.contextTakeover);
	}

	private int first(int connection) {
		return (int) ((long) connection * STRIDE % this.payloads.size());
	}

	private final class Frames implements Outbound {

		private int next;

		private int offset;

		private long sent;

		Frames(int first) {
			this.next = first;
		}

		@Override
		public ByteBuffer next(int messages) {
			long most = DeflatedMessages.this.payloads.size() - this.next;
			if (isStandalone()) {
				most = Math.min(most, DeflatedMessages.this.standaloneCount - this.sent);
			}
			return sequence().range(this.next, this.offset, this.next + (int) Math.min(messages, most));
		}

		@Override
		public int written() {
			int whole = sequence().wholeSince(this.next);
			this.offset = sequence().offsetIn(this.next + whole);
			this.next = (this.next + whole) % DeflatedMessages.this.payloads.size();
			this.sent += whole;
			return whole;
		}

		@Override
		public boolean isInsideFrame() {
			return this.offset != 0;
		}

		private FrameSequence sequence() {
			return isStandalone() ? DeflatedMessages.this.standalone : DeflatedMessages.this.referring;
		}

		private boolean isStandalone() {
			return this.sent < DeflatedMessages.this.standaloneCount;
		}

	}

}
