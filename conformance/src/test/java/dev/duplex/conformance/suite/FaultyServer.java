package dev.duplex.conformance.suite;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;

/**
 * A small server that echoes, and does one thing wrong. It shows that the runner sees
 * what it is there to see. Without compression, and for small messages.
 */
final class FaultyServer implements ServerTarget {

	private final Fault fault;

	private final boolean answersInOrder;

	private final ServerSocket listening;

	/**
	 * What a server does wrong.
	 */
	enum Fault {

		/** Nothing. */
		NONE,

		/** Reserved bits are ignored. */
		TAKES_RESERVED_BITS,

		/** Every violation is answered with 1008. */
		WRONG_CODE,

		/** UTF-8 is checked when a message is complete. */
		LATE_UTF8,

		/** UTF-8 is not checked. */
		NO_UTF8,

		/** Bytes that come in one segment with the handshake are lost. */
		LOSES_EARLY_BYTES,

		/** A frame is what one read brings. */
		READS_ARE_FRAMES,

		/** Messages before a violation are not answered. */
		LOSES_ANSWERS,

		/** TCP is reset behind Close. */
		RESETS,

		/** TCP is not ended behind Close. */
		STAYS,

		/** TCP is ended without Close. */
		HANGS_UP,

		/** What is sent is masked. */
		MASKS,

		/** Pongs are empty. */
		EMPTY_PONGS,

		/** Messages come back a byte short. */
		SHORT_ECHO,

		/** Close frames are answered twice. */
		CLOSES_TWICE,

		/** Sec-WebSocket-Accept is that of another key. */
		WRONG_ACCEPT,

		/** Every handshake is accepted. */
		ACCEPTS_EVERYTHING

	}

	FaultyServer(Fault fault) throws IOException {
		this(fault, true);
	}

	FaultyServer(Fault fault, boolean answersInOrder) throws IOException {
		this.fault = fault;
		this.answersInOrder = answersInOrder;
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::accept, "faulty-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public String name() {
		return "a server with the fault " + this.fault;
	}

	@Override
	public boolean answersInOrder() {
		return this.answersInOrder;
	}

	@Override
	public boolean isContainer() {
		return false;
	}

	@Override
	public boolean isTls() {
		return false;
	}

	@Override
	public ProbeLog probes() {
		return new ProbeLog();
	}

	@Override
	public Peer connect(Service service, Conversation conversation) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.listening.getLocalPort());
		return new Peer(Role.SERVER, socket, socket, conversation);
	}

	@Override
	public void close() {
		try {
			this.listening.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void accept() {
		while (!this.listening.isClosed()) {
			try {
				Socket socket = this.listening.accept();
				Thread thread = new Thread(() -> serve(socket), "faulty-connection");
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			new Connection(socket).run();
		}
		catch (IOException ex) {
			// The runner has gone, as it may.
		}
	}

	/**
	 * Says that a connection must be failed.
	 */
	private static final class Violation extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int code;

		Violation(int code) {
			super(null, null, false, false);
			this.code = code;
		}

	}

	/**
	 * One connection, on a thread of its own.
	 */
	private final class Connection {

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

		private final ByteArrayOutputStream message = new ByteArrayOutputStream();

		private int messageOpcode = -1;

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = socket.getInputStream();
			this.out = socket.getOutputStream();
			socket.setTcpNoDelay(true);
		}

		private boolean has(Fault wanted) {
			return FaultyServer.this.fault == wanted;
		}

		void run() throws IOException {
			String request = readRequest();
			String key = header(request, "sec-websocket-key");
			boolean valid = request.startsWith("GET /echo HTTP/1.1\r\n") && key.length() == 24
					&& header(request, "upgrade").equalsIgnoreCase("websocket");
			if (!valid && !has(Fault.ACCEPTS_EVERYTHING)) {
				String status = request.startsWith("GET ") ? "400 Bad Request" : "405 Method Not Allowed";
				this.out
					.write(Bytes.ascii("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
				return;
			}
			String accept = ServerHandshake.acceptOf(has(Fault.WRONG_ACCEPT) ? key + "x" : key);
			if (has(Fault.LOSES_EARLY_BYTES)) {
				this.in.skip(this.in.available());
			}
			this.out.write(Bytes.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
					+ "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n"));
			try {
				while (readFrame()) {
					flush();
				}
			}
			catch (Violation ex) {
				if (!has(Fault.LOSES_ANSWERS)) {
					flush();
				}
				this.answers.reset();
				close(has(Fault.WRONG_CODE) ? 1008 : ex.code);
			}
		}

		private String readRequest() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				head.write(read());
			}
			return head.toString(StandardCharsets.ISO_8859_1);
		}

		private String header(String request, String name) {
			return request.lines()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
				.findFirst()
				.map((line) -> line.substring(name.length() + 1).trim())
				.orElse("");
		}

		private int read() throws IOException {
			int b = this.in.read();
			if (b < 0) {
				throw new EOFException();
			}
			return b;
		}

		private boolean readFrame() throws IOException {
			int first = read();
			int reserved = has(Fault.TAKES_RESERVED_BITS) ? 0 : first & 0x70;
			int second = read();
			int opcode = first & 0xF;
			boolean fin = (first & 0x80) != 0;
			check(reserved == 0 && (second & 0x80) != 0 && (Opcode.isControl(opcode) || opcode <= 2)
					&& opcode <= Opcode.PONG);
			int length = second & 0x7F;
			check(!Opcode.isControl(opcode) || fin && length <= 125);
			check(Opcode.isControl(opcode) || (opcode == 0) == (this.messageOpcode >= 0));
			if (length >= 126) {
				length = (length == 126) ? ByteBuffer.wrap(this.in.readNBytes(2)).getShort() & 0xFFFF
						: (int) ByteBuffer.wrap(this.in.readNBytes(8)).getLong();
			}
			byte[] key = this.in.readNBytes(4);
			if (has(Fault.READS_ARE_FRAMES)) {
				check(this.in.available() >= length);
			}
			if (Opcode.isControl(opcode)) {
				byte[] payload = this.in.readNBytes(length);
				for (int i = 0; i < length; i++) {
					payload[i] ^= key[i & 3];
				}
				return control(opcode, payload);
			}
			data(opcode, fin, length, key);
			return true;
		}

		private void check(boolean valid) {
			if (!valid) {
				throw new Violation(1002);
			}
		}

		private void data(int opcode, boolean fin, int length, byte[] key) throws IOException {
			if (opcode != 0) {
				this.messageOpcode = opcode;
			}
			boolean text = this.messageOpcode == Opcode.TEXT && !has(Fault.NO_UTF8);
			for (int i = 0; i < length; i++) {
				this.message.write(read() ^ key[i & 3]);
				if (text && !has(Fault.LATE_UTF8) && length < 1_000) {
					checkText(false);
				}
			}
			if (!fin) {
				return;
			}
			if (text) {
				checkText(true);
			}
			byte[] whole = this.message.toByteArray();
			int kept = has(Fault.SHORT_ECHO) ? Math.max(0, whole.length - 1) : whole.length;
			send(Frame.of(this.messageOpcode, Arrays.copyOf(whole, kept)));
			this.message.reset();
			this.messageOpcode = -1;
		}

		private void checkText(boolean complete) {
			boolean malformed = StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(this.message.toByteArray()), CharBuffer.allocate(this.message.size()), complete)
				.isMalformed();
			if (malformed) {
				throw new Violation(1007);
			}
		}

		private boolean control(int opcode, byte[] payload) throws IOException {
			if (opcode == Opcode.PING) {
				send(Frame.of(Opcode.PONG, has(Fault.EMPTY_PONGS) ? new byte[0] : payload));
			}
			if (opcode == Opcode.CLOSE) {
				flush();
				close(1000);
				return false;
			}
			return true;
		}

		private void send(Frame frame) {
			this.answers.writeBytes(has(Fault.MASKS) ? frame.masked() : frame.unmasked());
		}

		/** Answers leave when there is nothing more to read for now. */
		private void flush() throws IOException {
			if (!has(Fault.LOSES_ANSWERS) || this.in.available() == 0) {
				this.out.write(this.answers.toByteArray());
				this.answers.reset();
			}
		}

		private void close(int code) throws IOException {
			if (has(Fault.HANGS_UP)) {
				return;
			}
			this.out.write(Frame.close(code).unmasked());
			if (has(Fault.CLOSES_TWICE)) {
				this.out.write(Frame.close(code).unmasked());
			}
			if (has(Fault.RESETS)) {
				this.socket.setSoLinger(true, 0);
				return;
			}
			if (!has(Fault.STAYS)) {
				this.socket.shutdownOutput();
			}
			this.in.readAllBytes();
		}

	}

}
