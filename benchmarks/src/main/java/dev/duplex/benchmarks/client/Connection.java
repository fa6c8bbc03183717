package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One connection of the load: opening handshake, messages in flight, closing handshake.
 */
final class Connection {

	// The example of RFC 6455 section 1.3: nothing here depends on the key being random.
	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private static final String ACCEPT = "s3pplmbitxaq9kygzzhzrbk+xoo=";

	private static final int LARGEST_RESPONSE = 8192;

	private enum State {

		CONNECTING, HANDSHAKE, OPEN, CLOSING, CLOSED

	}

	private final ClientLoop loop;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final AnswerReader reader;

	private final long openedAt = System.nanoTime();

	private final long[] sentAt;

	private long sent;

	private long answered;

	private int unwritten;

	private int offset;

	private State state = State.CONNECTING;

	private StringBuilder response = new StringBuilder();

	private @Nullable ByteBuffer small;

	Connection(ClientLoop loop, SocketChannel channel, SelectionKey key, int mostInFlight) {
		this.loop = loop;
		this.channel = channel;
		this.key = key;
		this.reader = new AnswerReader(loop.message());
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
		return this.sentAt[(int) (this.answered++ & (this.sentAt.length - 1))];
	}

	/**
	 * Sends the load's message a few times.
	 * @param count how often
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
			this.state = State.HANDSHAKE;
			this.key.interestOps(SelectionKey.OP_READ);
			writeSmall(request());
			return;
		}
		if (this.key.isWritable()) {
			write();
		}
		if (this.key.isReadable()) {
			input.clear();
			int length = this.channel.read(input);
			if (length < 0) {
				endOfStream();
				return;
			}
			input.flip();
			read(input);
		}
	}

	void abort() {
		this.state = State.CLOSED;
		try {
			this.channel.close();
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
		if (this.state == State.HANDSHAKE && !readResponse(input)) {
			return;
		}
		int messages = this.reader.read(input);
		byte[] ping = this.reader.takePing();
		if (ping != null && this.state == State.OPEN) {
			writeSmall(Message.frame(0xA, ping, true));
		}
		if (this.reader.isClosed() && this.state != State.CLOSING) {
			throw new UnexpectedAnswerException("the server sent a Close frame");
		}
		if (messages > inFlight()) {
			throw new UnexpectedAnswerException("more answers than messages");
		}
		if (messages > 0) {
			this.loop.answered(this, messages);
		}
	}

	private boolean readResponse(ByteBuffer input) throws IOException {
		while (input.hasRemaining()) {
			this.response.append((char) (input.get() & 0xFF));
			if (this.response.length() > LARGEST_RESPONSE) {
				throw new UnexpectedAnswerException("endless handshake response");
			}
			if (this.response.length() >= 4 && this.response.indexOf("\r\n\r\n", this.response.length() - 4) >= 0) {
				String head = this.response.toString().toLowerCase(Locale.ROOT);
				this.response = new StringBuilder(0);
				if (!head.startsWith("http/1.1 101 ") || !head.contains("sec-websocket-accept: " + ACCEPT + "\r\n")) {
					throw new UnexpectedAnswerException("handshake response " + head.lines().findFirst().orElse(""));
				}
				this.state = State.OPEN;
				this.loop.opened(this);
				return true;
			}
		}
		return false;
	}

	private byte[] request() {
		return ("GET " + this.loop.path() + " HTTP/1.1\r\nHost: localhost:" + this.loop.port()
				+ "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
				+ KEY + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	private void writeSmall(byte[] bytes) throws IOException {
		if (this.offset != 0 || this.small != null) {
			// Never seen: it would take a socket buffer full of messages and a Ping on
			// top.
			throw new IOException("the socket's buffer is full");
		}
		ByteBuffer buffer = this.loop.smallOutput().clear().put(bytes).flip();
		this.channel.write(buffer);
		if (buffer.hasRemaining()) {
			this.small = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
			this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		}
	}

	private void write() throws IOException {
		if (this.small != null) {
			this.channel.write(this.small);
			if (this.small.hasRemaining()) {
				return;
			}
			this.small = null;
		}
		Message message = this.loop.message();
		ByteBuffer frames = message.frames();
		int frameLength = message.frameLength();
		while (this.unwritten > 0) {
			frames.limit(Math.min(this.unwritten, message.burst()) * frameLength).position(this.offset);
			this.channel.write(frames);
			this.unwritten -= frames.position() / frameLength;
			this.offset = frames.position() % frameLength;
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
