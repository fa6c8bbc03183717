package dev.duplex.engine.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.duplex.engine.protocol.OpeningHandshake;

/**
 * A server that does to each connection what a test says, however wrong.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServerSocket listening;

	private final Script script;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	/**
	 * What is done to a connection.
	 */
	@FunctionalInterface
	interface Script {

		/**
		 * Plays the server.
		 * @param exchange the connection, on which a request has been read
		 * @throws IOException if the client is gone
		 */
		void play(Exchange exchange) throws IOException;

	}

	/**
	 * One connection.
	 *
	 * @param request the head of its request
	 */
	record Exchange(String request, InputStream in, OutputStream out) {

		void send(String text) throws IOException {
			send(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		void send(byte[] bytes) throws IOException {
			this.out.write(bytes);
			this.out.flush();
		}

		/**
		 * A header of the request.
		 */
		String header(String name) {
			return this.request.lines()
				.filter((line) -> line.startsWith(name + ": "))
				.map((line) -> line.substring(name.length() + 2))
				.findFirst()
				.orElse("");
		}

		/**
		 * A right answer, up to the empty line.
		 */
		String accepted() {
			return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + OpeningHandshake.accept(header("Sec-WebSocket-Key")) + "\r\n";
		}

		/**
		 * Reads the head of another request.
		 */
		Exchange next() throws IOException {
			return new Exchange(readHead(this.in), this.in, this.out);
		}

	}

	private ScriptedServer(Script script) {
		try {
			this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.script = script;
		Thread thread = new Thread(this::accept, "scripted-server");
		thread.setDaemon(true);
		thread.start();
	}

	static ScriptedServer playing(Script script) {
		return new ScriptedServer(script);
	}

	private void accept() {
		while (!this.listening.isClosed()) {
			try {
				Socket socket = this.listening.accept();
				this.open.add(socket);
				Thread thread = new Thread(() -> serve(socket), "scripted-connection");
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
			InputStream in = new BufferedInputStream(socket.getInputStream());
			String head = readHead(in);
			this.requests.add(head);
			this.script.play(new Exchange(head, in, socket.getOutputStream()));
		}
		catch (IOException ex) {
			// The client is gone, as it may be.
		}
	}

	private static String readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int last = 0;
		for (int b = in.read(); b >= 0; b = in.read()) {
			head.write(b);
			last = last << 8 | b;
			if (last == 0x0D0A0D0A) {
				return head.toString(StandardCharsets.ISO_8859_1);
			}
		}
		throw new IOException("no whole request");
	}

	/**
	 * The heads of the requests so far.
	 */
	List<String> requests() {
		return this.requests;
	}

	int port() {
		return this.listening.getLocalPort();
	}

	String uri(String path) {
		return "ws://127.0.0.1:" + port() + path;
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		for (Socket socket : this.open) {
			socket.close();
		}
	}

}
