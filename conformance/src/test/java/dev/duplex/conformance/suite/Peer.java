package dev.duplex.conformance.suite;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import dev.duplex.conformance.suite.Event.End;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The runner's end of a connection: the client's where a server is tested, the server's
 * where a client is. Speaks in bytes, so that it can break every rule, and checks of what
 * it reads only what is to be checked of every frame. Blocks its caller; not thread-safe.
 */
public final class Peer implements AutoCloseable {

	/**
	 * How long the runner waits for what must come. Generous: it decides nothing but how
	 * long a failing case takes.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int RESERVED = 0x70;

	private static final int RSV1 = 0x40;

	private final Role engine;

	private final Conversation conversation;

	private final Socket socket;

	private final Socket tcp;

	private final InputStream in;

	private final OutputStream out;

	private @Nullable Compressor compressor;

	private @Nullable ByteArrayOutputStream message;

	private int messageStart;

	private int lastKey;

	private boolean lastWasCompressed;

	/**
	 * Takes a connection.
	 * @param engine the role of the engine at the other end
	 * @param socket the connection
	 * @param tcp the connection beneath TLS; the same without TLS
	 * @param conversation records what is sent and received
	 * @throws IOException if the connection is closed already
	 */
	public Peer(Role engine, Socket socket, Socket tcp, Conversation conversation) throws IOException {
		this.engine = engine;
		this.socket = socket;
		this.tcp = tcp;
		this.conversation = conversation;
		this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
		this.out = socket.getOutputStream();
		tcp.setTcpNoDelay(true);
		socket.setSoTimeout((int) PATIENCE.toMillis());
	}

	/**
	 * The role of the engine at the other end.
	 * @return the role
	 */
	public Role engine() {
		return this.engine;
	}

	/**
	 * The names that a client under test sent to TLS (RFC 6066 section 3).
	 * @return the names, none without TLS
	 */
	public List<String> serverNames() {
		return (this.socket instanceof SSLSocket tls && tls.getSession() instanceof ExtendedSSLSession session)
				? session.getRequestedServerNames()
					.stream()
					.map((name) -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
					.toList()
				: List.of();
	}

	/**
	 * Compresses and inflates from now on.
	 * @param extension what the opening handshake agreed on
	 */
	public void agree(String extension) {
		this.compressor = new Compressor(Agreement.of(extension, this.engine));
	}

	/**
	 * Whether compression was agreed on.
	 * @return whether it was
	 */
	public boolean isCompressed() {
		return this.compressor != null;
	}

	/**
	 * Whether the last message was compressed.
	 * @return whether it had RSV1
	 */
	public boolean lastWasCompressed() {
		return this.lastWasCompressed;
	}

	/**
	 * The masking key of the last frame that a client under test sent.
	 * @return the key, first byte highest
	 */
	public int lastKey() {
		return this.lastKey;
	}

	/**
	 * Sends bytes as they are.
	 * @param bytes the bytes
	 * @throws IOException if the engine has gone
	 */
	public void write(byte[] bytes) throws IOException {
		this.conversation.sent(bytes);
		this.out.write(bytes);
	}

	/**
	 * Sends bytes as they are, unless the engine has gone.
	 * @param bytes the bytes
	 * @return whether they were taken
	 */
	public boolean tryWrite(byte[] bytes) {
		try {
			write(bytes);
			return true;
		}
		catch (IOException ex) {
			this.conversation.add("> no more, as the engine has gone");
			return false;
		}
	}

	/**
	 * Sends frames, to a client without their masks.
	 * @param bytes the frames as a client sends them
	 * @throws IOException if the engine has gone
	 */
	public void sendAsClient(byte[] bytes) throws IOException {
		write((this.engine == Role.SERVER) ? bytes : Wire.unmasked(bytes));
	}

	/**
	 * Sends a frame.
	 * @param frame the frame
	 * @throws IOException if the engine has gone
	 */
	public void send(Frame frame) throws IOException {
		write((this.engine == Role.SERVER) ? frame.masked() : frame.unmasked());
	}

	/**
	 * A message as one compressed frame, which must be sent.
	 * @param opcode text or binary
	 * @param payload the message
	 * @return the frame, with RSV1
	 */
	public Frame compress(int opcode, byte[] payload) {
		Compressor agreed = this.compressor;
		if (agreed == null) {
			throw new IllegalStateException("no compression was agreed on");
		}
		return Frame.of(RSV1 | opcode, agreed.deflate(payload));
	}

	/**
	 * Reads the head of an HTTP message.
	 * @return its lines, without the empty one
	 * @throws IOException if it does not come
	 */
	public List<String> readHead() throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int end = 0;
		while (end < 4) {
			int next = readByte();
			head.write(next);
			end = (next == "\r\n\r\n".charAt(end)) ? end + 1 : (next == '\r') ? 1 : 0;
		}
		List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
		this.conversation.add("< " + String.join(" | ", lines.subList(0, lines.size() - 1)));
		return lines.subList(0, lines.size() - 1);
	}

	/**
	 * Reads some bytes.
	 * @param count how many
	 * @return the bytes
	 * @throws IOException if they do not come
	 */
	public byte[] readBytes(int count) throws IOException {
		byte[] bytes = this.in.readNBytes(count);
		if (bytes.length < count) {
			throw new EOFException("the stream ended inside of " + count + " bytes");
		}
		return bytes;
	}

	/**
	 * Waits for what comes next.
	 * @return what came
	 */
	public Event next() {
		return next(PATIENCE);
	}

	/**
	 * Waits for what comes next.
	 * @param patience how long to wait
	 * @return what came, or silence
	 */
	public Event next(Duration patience) {
		Event event = read(patience);
		this.conversation.received(event);
		return event;
	}

	private Event read(Duration patience) {
		try {
			this.socket.setSoTimeout((int) patience.toMillis());
			int first = this.in.read();
			this.socket.setSoTimeout((int) PATIENCE.toMillis());
			while (first >= 0) {
				Event event = readFrame(first);
				if (event != null) {
					return event;
				}
				first = this.in.read();
			}
			return (this.message != null) ? new Event.Malformed("the end of the stream inside of a message")
					: new End(End.How.FIN);
		}
		catch (SocketTimeoutException ex) {
			return new Event.Silence();
		}
		catch (EOFException ex) {
			return new Event.Malformed("the end of the stream inside of a frame");
		}
		catch (SSLException ex) {
			return new End(End.How.TRUNCATED);
		}
		catch (IOException ex) {
			return new End(End.How.RST);
		}
		catch (AssertionError ex) {
			return new Event.Malformed(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Reads the rest of a frame.
	 * @return what it completes, or {@code null} if that is nothing
	 */
	private @Nullable Event readFrame(int first) throws IOException {
		int second = readByte();
		boolean masked = (second & 0x80) != 0;
		if (masked == (this.engine == Role.SERVER)) {
			return new Event.Malformed(masked ? "a masked frame from a server" : "an unmasked frame from a client");
		}
		int length7 = second & 0x7F;
		long length = switch (length7) {
			case 126 -> ByteBuffer.wrap(readBytes(2)).getShort() & 0xFFFF;
			case 127 -> ByteBuffer.wrap(readBytes(8)).getLong();
			default -> length7;
		};
		if (length7 == 126 && length < 126 || length7 == 127 && length <= 0xFFFF) {
			return new Event.Malformed("a payload length of %d that is not minimal".formatted(length));
		}
		if (masked) {
			this.lastKey = ByteBuffer.wrap(readBytes(4)).getInt();
		}
		byte[] payload = readBytes(Math.toIntExact(length));
		if (masked) {
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= (byte) (this.lastKey >>> 24 - 8 * (i & 3));
			}
		}
		return accept(new Frame(first, payload));
	}

	private @Nullable Event accept(Frame frame) {
		int reserved = frame.first() & RESERVED;
		boolean fin = (frame.first() & 0x80) != 0;
		if ((frame.opcode() & 8) != 0) {
			boolean valid = fin && reserved == 0 && frame.payload().length <= 125;
			return valid ? new Event.Received(frame) : malformed(frame);
		}
		ByteArrayOutputStream begun = this.message;
		boolean continues = frame.opcode() == Opcode.CONTINUATION;
		int allowed = (this.compressor != null && !continues) ? RSV1 : 0;
		if (continues == (begun == null) || (reserved & ~allowed) != 0) {
			return malformed(frame);
		}
		if (begun == null) {
			this.messageStart = frame.first();
			if (fin) {
				return new Event.Received(whole(frame.payload()));
			}
			begun = new ByteArrayOutputStream();
			this.message = begun;
		}
		begun.writeBytes(frame.payload());
		if (!fin) {
			return null;
		}
		this.message = null;
		return new Event.Received(whole(begun.toByteArray()));
	}

	private static Event malformed(Frame frame) {
		return new Event.Malformed("a frame that is not allowed here: " + frame);
	}

	private Frame whole(byte[] payload) {
		Compressor agreed = this.compressor;
		this.lastWasCompressed = agreed != null && (this.messageStart & RSV1) != 0;
		return Frame.of(this.messageStart & 0xF,
				(agreed != null && this.lastWasCompressed) ? agreed.inflate(payload) : payload);
	}

	/**
	 * Ends the stream to the engine: with TLS, by close_notify.
	 */
	public void shutdownOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			this.conversation.add("> no end of the stream, as the engine has gone");
		}
	}

	/**
	 * Ends TCP's stream to the engine, without the close_notify that TLS wants before.
	 * @throws IOException if the engine has gone
	 */
	public void truncate() throws IOException {
		this.tcp.shutdownOutput();
	}

	/**
	 * Resets TCP.
	 * @throws IOException never, in practice
	 */
	public void reset() throws IOException {
		this.tcp.setSoLinger(true, 0);
		this.tcp.close();
	}

	@Override
	public void close() throws IOException {
		Compressor agreed = this.compressor;
		if (agreed != null) {
			agreed.close();
		}
		this.tcp.close();
	}

	private int readByte() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException("the stream ended");
		}
		return b;
	}

}
