package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One connection of the load: opening handshake, messages in flight, closing handshake.
 */
final class Connection {

	private enum State {

		CONNECTING, SECURING, HANDSHAKE, OPEN, CLOSING, CLOSED

	}

	private final ClientLoop loop;

	private final SocketChannel channel;

	private final Wire wire;

	private final SelectionKey key;

	private final Outbound outbound;

	private final Answers answers;

	private final AnswerReader reader;

	private final long openedAt = System.nanoTime();

	private final long[] sentAt;

	private long sent;

	private long answered;

	private int unwritten;

	private State state = State.CONNECTING;

	private @Nullable OpeningHandshake handshake;

	private @Nullable ByteBuffer small;

	/**
	 * Creates a connection.
	 * @param loop the loop that it belongs to
	 * @param number how many there were before it
	 * @param channel its channel, which may be connecting
	 * @param key that of the channel
	 * @param mostInFlight how many messages will wait for an answer at the same time
	 */
	Connection(ClientLoop loop, int number, SocketChannel channel, SelectionKey key, int mostInFlight) {
		this.loop = loop;
		this.channel = channel;
		this.wire = loop.wire(channel);
		this.key = key;
		this.outbound = loop.script().outbound(number);
		this.answers = loop.script().answers(number);
		this.reader = new AnswerReader(this.answers);
		this.handshake = new OpeningHandshake(loop.script());
		this.sentAt = new long[Math.max(1, Integer.highestOneBit(mostInFlight * 2 - 1))];
	}

	long openedAt() {
		return this.openedAt;
	}

	long inFlight() {
		return this.sent - this.answered;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	/**
	 * The time at which the oldest message without an answer was sent; it is taken as
	 * answered.
	 */
	long takeSentAt() {
		if (this.answered == this.sent) {
			throw new UnexpectedAnswerException("more answers than messages");
		}
		return this.sentAt[(int) (this.answered++ & (this.sentAt.length - 1))];
	}

	/**
	 * Takes the next message as one that somebody published.
	 * @return how many were taken before it
	 */
	long takePublished() {
		return this.answered++;
	}

	/**
	 * Sends the next messages.
	 * @param count how many
	 * @param now the time that counts as the time of sending
	 * @throws IOException if the connection broke
	 */
	void send(int count, long now) throws IOException {
		for (int i = 0; i < count; i++) {
			this.sentAt[(int) (this.sent++ & (this.sentAt.length - 1))] = now;
		}
		boolean idle = this.unwritten == 0;
		this.unwritten += count;
		if (idle) {
			write();
		}
	}

	/**
	 * Starts the closing handshake.
	 * @throws IOException if the connection broke
	 */
	void close() throws IOException {
		this.state = State.CLOSING;
		writeSmall(Message.frame(0x8, new byte[] { 0x03, (byte) 0xe8 }, true));
	}

	/**
	 * Does what the channel is ready for.
	 * @param input a buffer of the loop's
	 * @throws IOException if the connection broke
	 */
	void ready(ByteBuffer input) throws IOException {
		if (this.state == State.CONNECTING) {
			this.channel.finishConnect();
			this.state = State.SECURING;
			this.key.interestOps(SelectionKey.OP_READ);
		}
		if (this.state == State.SECURING) {
			if (this.wire.establish()) {
				this.state = State.HANDSHAKE;
				writeSmall(handshake().request(this.loop.target()));
			}
			return;
		}
		if (this.key.isWritable()) {
			write();
		}
		if (this.key.isReadable()) {
			input.clear();
			int length = this.wire.read(input);
			if (length < 0) {
				endOfStream();
				return;
			}
			this.loop.received(length);
			input.flip();
			read(input);
		}
	}

	void abort() {
		this.state = State.CLOSED;
		this.answers.release();
		try {
			this.wire.close();
		}
		catch (IOException ex) {
			// It is closed all the same.
		}
	}

	private void endOfStream() throws IOException {
		boolean clean = this.state == State.CLOSING && this.reader.isClosed();
		if (!clean) {
			throw new UnexpectedAnswerException("the server ended TCP in state " + this.state);
		}
		abort();
		this.loop.closed(this);
	}

	private void read(ByteBuffer input) throws IOException {
		if (this.state == State.HANDSHAKE) {
			if (!handshake().read(input)) {
				return;
			}
			this.handshake = null;
			this.state = State.OPEN;
			this.loop.opened(this);
		}
		int messages = this.reader.read(input);
		byte[] ping = this.reader.takePing();
		if (ping != null && this.state == State.OPEN) {
			writeSmall(Message.frame(0xA, ping, true));
		}
		if (this.reader.isClosed() && this.state != State.CLOSING) {
			throw new UnexpectedAnswerException("the server sent a Close frame");
		}
		if (messages > 0) {
			this.loop.answered(this, messages);
		}
	}

	private OpeningHandshake handshake() {
		return Objects.requireNonNull(this.handshake);
	}

	private void writeSmall(byte[] bytes) throws IOException {
		if (this.outbound.isInsideFrame() || this.small != null) {
			// Never seen: it would take a socket buffer full of messages and a Ping on
			// top.
			throw new IOException("the socket's buffer is full");
		}
		ByteBuffer buffer = this.loop.smallOutput().clear().put(bytes).flip();
		this.wire.write(buffer);
		if (buffer.hasRemaining()) {
			this.small = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
			this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		}
	}

	private void write() throws IOException {
		if (this.small != null) {
			this.wire.write(this.small);
			if (this.small.hasRemaining()) {
				return;
			}
			this.small = null;
		}
		while (this.unwritten > 0) {
			ByteBuffer frames = this.outbound.next(this.unwritten);
			this.wire.write(frames);
			this.unwritten -= this.outbound.written();
			if (frames.hasRemaining()) {
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
		}
		if (this.key.interestOps() != SelectionKey.OP_READ) {
			this.key.interestOps(SelectionKey.OP_READ);
		}
	}

}
