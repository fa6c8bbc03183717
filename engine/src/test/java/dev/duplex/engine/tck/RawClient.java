package dev.duplex.engine.tck;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that speaks in bytes, so that it can break every rule. Blocks its caller, for
 * {@link #TIMEOUT_MILLIS} at most when it reads.
 */
public final class RawClient implements AutoCloseable {

	/**
	 * How long a read may take; generous, as it decides nothing but how long a failing
	 * test takes.
	 */
	public static final int TIMEOUT_MILLIS = 20_000;

	private final Socket socket;

	/** The TCP connection, where TLS is above it. */
	private final Socket tcp;

	private final InputStream in;

	private final OutputStream out;

	private RawClient(Socket socket, Socket tcp) throws IOException {
		this.socket = socket;
		this.tcp = tcp;
		this.in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
		this.out = socket.getOutputStream();
	}

	/**
	 * How a stream of bytes ended.
	 */
	public enum End {

		/** In order. */
		FIN,

		/** The peer reset the connection. */
		RST

	}

	/**
	 * The head of an HTTP response, and its body if it has a length.
	 *
	 * @param status the status code
	 * @param lines the header lines
	 * @param body the body
	 */
	public record Response(int status, List<String> lines, String body) {

		/**
		 * The value of a header.
		 * @param name the name, in any case
		 * @return the values, one for each line
		 */
		public List<String> header(String name) {
			String start = name.toLowerCase(Locale.ROOT) + ":";
			return this.lines.stream()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(start))
				.map((line) -> line.substring(start.length()).trim())
				.toList();
		}

	}

	/**
	 * Connects TCP.
	 * @param address the server's address
	 * @return the client
	 */
	public static RawClient connect(InetSocketAddress address) {
		return connect(address, 0);
	}

	/**
	 * Connects TCP with a small window.
	 * @param address the server's address
	 * @param receiveBuffer size of the receive buffer; 0 for the system's default
	 * @return the client
	 */
	public static RawClient connect(InetSocketAddress address, int receiveBuffer) {
		return connect(new Socket(), address, receiveBuffer);
	}

	/**
	 * Connects TCP over a given socket.
	 * @param tcp the socket, not connected
	 * @param address the server's address
	 * @param receiveBuffer size of the receive buffer; 0 for the system's default
	 * @return the client
	 */
	public static RawClient connect(Socket tcp, InetSocketAddress address, int receiveBuffer) {
		return unchecked(() -> {
			Socket socket = connectTcp(tcp, address, receiveBuffer);
			return new RawClient(socket, socket);
		});
	}

	/**
	 * Connects by TLS.
	 * @param address the server's address
	 * @param receiveBuffer size of the receive buffer; 0 for the system's default
	 * @param tls makes the TLS of the client
	 * @param protocols the versions that the client offers; none for the JDK's choice
	 * @return the client, after the TLS handshake
	 */
	public static RawClient connectTls(InetSocketAddress address, int receiveBuffer, SSLContext tls,
			String... protocols) {
		return connectTls(new Socket(), address, receiveBuffer, tls, protocols);
	}

	/**
	 * Connects by TLS over a given socket.
	 * @param tcp the socket, not connected
	 * @param address the server's address
	 * @param receiveBuffer size of the receive buffer; 0 for the system's default
	 * @param tls makes the TLS of the client
	 * @param protocols the versions that the client offers; none for the JDK's choice
	 * @return the client, after the TLS handshake
	 */
	public static RawClient connectTls(Socket tcp, InetSocketAddress address, int receiveBuffer, SSLContext tls,
			String... protocols) {
		return unchecked(() -> {
			connectTcp(tcp, address, receiveBuffer);
			SSLSocket socket = (SSLSocket) tls.getSocketFactory()
				.createSocket(tcp, "localhost", address.getPort(), true);
			if (protocols.length > 0) {
				socket.setEnabledProtocols(protocols);
			}
			socket.startHandshake();
			return new RawClient(socket, tcp);
		});
	}

	private static Socket connectTcp(Socket socket, InetSocketAddress address, int receiveBuffer) throws IOException {
		if (receiveBuffer > 0) {
			socket.setReceiveBufferSize(receiveBuffer);
		}
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		socket.connect(address, TIMEOUT_MILLIS);
		return socket;
	}

	/**
	 * Connects and does the opening handshake.
	 * @param address the server's address
	 * @param path the endpoint
	 * @return the client
	 */
	public static RawClient open(InetSocketAddress address, String path) {
		return connect(address).handshake(path);
	}

	/**
	 * Does the opening handshake.
	 * @param path the endpoint
	 * @return this
	 */
	public RawClient handshake(String path) {
		handshake(RawRequest.handshake(path));
		return this;
	}

	/**
	 * Does the opening handshake.
	 * @param request the request
	 * @return the response, 101
	 */
	public Response handshake(RawRequest request) {
		send(request.bytes());
		Response response = readResponse();
		if (response.status() != 101) {
			throw new AssertionError("expected 101 but was " + response);
		}
		return response;
	}

	/**
	 * The client's own address.
	 * @return the address
	 */
	public InetSocketAddress localAddress() {
		return (InetSocketAddress) this.socket.getLocalSocketAddress();
	}

	/**
	 * Sends bytes as they are; blocks while the peer's window is closed.
	 * @param bytes the bytes
	 * @return this
	 */
	public RawClient send(byte[] bytes) {
		return unchecked(() -> {
			this.out.write(bytes);
			return this;
		});
	}

	/**
	 * Sends pieces, one write each.
	 * @param pieces the pieces
	 * @return this
	 */
	public RawClient send(List<byte[]> pieces) {
		pieces.forEach(this::send);
		return this;
	}

	/**
	 * Sends a frame, masked.
	 * @param frame the frame
	 * @return this
	 */
	public RawClient send(Frame frame) {
		return send(frame.masked());
	}

	/**
	 * Sends bytes unless the peer has gone meanwhile.
	 * @param bytes the bytes
	 * @return whether they were taken
	 */
	public boolean trySend(byte[] bytes) {
		try {
			this.out.write(bytes);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Reads a response.
	 * @return the response
	 */
	public Response readResponse() {
		return unchecked(() -> {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!endsWithBlankLine(head.toByteArray())) {
				head.write(readByte());
			}
			List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
			Response response = new Response(Integer.parseInt(lines.get(0).split(" ")[1]),
					lines.subList(1, lines.size() - 1), "");
			List<String> length = response.header("Content-Length");
			if (length.isEmpty()) {
				return response;
			}
			byte[] body = readBytes(Integer.parseInt(length.get(0)));
			return new Response(response.status(), response.lines(), new String(body, StandardCharsets.UTF_8));
		});
	}

	/**
	 * Reads the first line of an answer.
	 * @return the line, or what there is of it when the stream ends
	 */
	public String readStatusLine() {
		return unchecked(() -> {
			StringBuilder line = new StringBuilder();
			int next = this.in.read();
			while (next >= 0 && next != '\n') {
				line.append((char) next);
				next = this.in.read();
			}
			return line.toString().trim();
		});
	}

	private static boolean endsWithBlankLine(byte[] bytes) {
		int length = bytes.length;
		return length >= 4 && bytes[length - 1] == '\n' && bytes[length - 2] == '\r' && bytes[length - 3] == '\n';
	}

	/**
	 * Reads a frame and checks that it is one a server may send: not masked, no reserved
	 * bits.
	 * @return the frame
	 */
	public Frame readFrame() {
		return readFrame(0);
	}

	/**
	 * Reads a frame that may have reserved bits.
	 * @param allowed the bits that an extension gives a meaning
	 * @return the frame
	 */
	public Frame readFrame(int allowed) {
		return unchecked(() -> {
			int first = readByte();
			int second = readByte();
			if ((first & 0x70 & ~allowed) != 0 || (second & 0x80) != 0) {
				throw new AssertionError("not a server's frame: %02X %02X".formatted(first, second));
			}
			long length = switch (second) {
				case 126 -> ByteBuffer.wrap(readBytes(2)).getShort() & 0xFFFF;
				case 127 -> ByteBuffer.wrap(readBytes(8)).getLong();
				default -> second;
			};
			return new Frame(first, readBytes(Math.toIntExact(length)));
		});
	}

	/**
	 * Reads frames up to a Close frame, and throws the others away.
	 * @return the Close frame
	 */
	public Frame readClose() {
		Frame frame = readFrame();
		while (!frame.isClose()) {
			frame = readFrame();
		}
		return frame;
	}

	/**
	 * Reads until the stream ends.
	 * @return how it ended
	 */
	public End readEnd() {
		byte[] buffer = new byte[8192];
		try {
			while (this.in.read(buffer) >= 0) {
				continue;
			}
			return End.FIN;
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("the stream did not end", ex);
		}
		catch (IOException ex) {
			return End.RST;
		}
	}

	/**
	 * Checks that the stream ends in order, with not one more byte.
	 */
	public void expectFin() {
		int next;
		try {
			next = this.in.read();
		}
		catch (IOException ex) {
			throw new AssertionError("expected FIN", ex);
		}
		if (next >= 0) {
			throw new AssertionError("expected FIN but there was another byte: %02X".formatted(next));
		}
	}

	/**
	 * Closes as a good client: Close frame, the server's Close frame and FIN, then its
	 * own FIN.
	 * @return the server's Close frame
	 */
	public Frame closeGracefully() {
		send(Frame.close(1000));
		Frame close = readClose();
		expectFin();
		close();
		return close;
	}

	/**
	 * How many bytes can be read without waiting.
	 * @return the count
	 */
	public int available() {
		return unchecked(this.in::available);
	}

	/**
	 * Ends the stream to the server (FIN); reading goes on.
	 */
	public void shutdownOutput() {
		unchecked(() -> {
			this.socket.shutdownOutput();
			return this;
		});
	}

	/**
	 * Ends TCP's stream to the server, without the close_notify that TLS wants before.
	 */
	public void truncate() {
		unchecked(() -> {
			this.tcp.shutdownOutput();
			return this;
		});
	}

	/**
	 * Sends bytes where TLS records belong, unless the peer has gone meanwhile.
	 * @param bytes the bytes
	 * @return whether they were taken
	 */
	public boolean trySendBelowTls(byte[] bytes) {
		try {
			this.tcp.getOutputStream().write(bytes);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Begins another TLS handshake, or has TLS 1.3 change the keys, and waits for the
	 * answer to a Ping behind it.
	 * @throws IOException if it fails
	 */
	public void renegotiate() throws IOException {
		updateKeys();
		this.out.write(Frame.ping("").masked());
		if (!Arrays.equals(readBytes(2), new byte[] { (byte) 0x8A, 0 })) {
			throw new AssertionError("expected a Pong");
		}
	}

	/**
	 * As {@link #renegotiate()}, but waits for nothing.
	 * @throws IOException if it fails
	 */
	public void updateKeys() throws IOException {
		((SSLSocket) this.socket).startHandshake();
	}

	/**
	 * Resets the connection.
	 */
	public void reset() {
		unchecked(() -> {
			this.tcp.setSoLinger(true, 0);
			this.tcp.close();
			return this;
		});
	}

	@Override
	public void close() {
		unchecked(() -> {
			this.tcp.close();
			return this;
		});
	}

	private int readByte() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException("the stream has ended");
		}
		return b;
	}

	private byte[] readBytes(int count) throws IOException {
		byte[] bytes = this.in.readNBytes(count);
		if (bytes.length < count) {
			throw new EOFException("the stream has ended inside of " + count + " bytes");
		}
		return bytes;
	}

	private static <T> T unchecked(Io<T> action) {
		try {
			return action.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@FunctionalInterface
	private interface Io<T> {

		T run() throws IOException;

	}

}
