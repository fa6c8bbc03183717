package dev.duplex.spring.web.jetty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.engine.protocol.OpeningHandshake;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.util.IO;

/**
 * Takes WebSockets over HTTP/1.1 to a server as streams of one connection of HTTP/2, byte
 * by byte: what ends or resets on one side does so on the other, and who does not read
 * makes the other wait. So the tests of a transport can see what HTTP/2 makes of it.
 */
final class Http2Bridge implements AutoCloseable {

	private static final int BUFFER_SIZE = 64 * 1024;

	private static final List<String> OF_HTTP_1 = List.of("host", "upgrade", "connection", "sec-websocket-key");

	private final Http2Client server;

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	Http2Bridge(Http2Client server) throws IOException {
		this.server = server;
		this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
		inBackground(this::accept);
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.listener.getLocalSocketAddress();
	}

	private void accept() throws IOException {
		while (true) {
			Socket socket = this.listener.accept();
			this.sockets.add(socket);
			inBackground(() -> {
				try (socket) {
					serve(socket);
				}
				finally {
					this.sockets.remove(socket);
				}
			});
		}
	}

	private void serve(Socket socket) throws IOException, InterruptedException {
		socket.setTcpNoDelay(true);
		socket.setSendBufferSize(BUFFER_SIZE);
		List<String> head = readHead(socket.getInputStream());
		HttpFields.Mutable headers = HttpFields.build();
		String key = "";
		for (String line : head.subList(1, head.size())) {
			HttpField field = new HttpField(line.substring(0, line.indexOf(':')),
					line.substring(line.indexOf(':') + 1).trim());
			if (field.is("Sec-WebSocket-Key")) {
				key = field.getValue();
			}
			if (!OF_HTTP_1.contains(field.getLowerCaseName())) {
				headers.add(field);
			}
		}
		Http2Tunnel tunnel = this.server.connect("websocket", head.get(0).split(" ")[1], headers);
		StringBuilder response = new StringBuilder("HTTP/1.1 ");
		if (tunnel.status() == 200) {
			response.append("101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
				.append("Sec-WebSocket-Accept: ")
				.append(OpeningHandshake.accept(key));
		}
		else {
			response.append(tunnel.status()).append(" Refused\r\nContent-Length: 0");
		}
		tunnel.headers()
			.stream()
			.filter((field) -> field.getLowerCaseName().startsWith("sec-websocket"))
			.forEach((field) -> response.append("\r\n").append(field));
		response.append("\r\n\r\n");
		socket.getOutputStream().write(response.toString().getBytes(StandardCharsets.ISO_8859_1));
		Thread back = inBackground(() -> fromServer(tunnel, socket));
		toServer(socket, tunnel);
		back.join();
	}

	private static List<String> readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("no handshake");
			}
			head.write(next);
		}
		return Arrays.asList(head.toString(StandardCharsets.ISO_8859_1).trim().split("\r\n"));
	}

	private static void toServer(Socket socket, Http2Tunnel tunnel) throws IOException {
		byte[] buffer = new byte[BUFFER_SIZE];
		try {
			int count;
			while ((count = socket.getInputStream().read(buffer)) >= 0) {
				tunnel.write(Arrays.copyOf(buffer, count));
			}
			tunnel.end();
		}
		catch (IOException ex) {
			reset(tunnel, socket);
		}
	}

	private static void fromServer(Http2Tunnel tunnel, Socket socket) throws IOException, InterruptedException {
		try {
			byte[] bytes;
			while ((bytes = tunnel.read()) != null) {
				socket.getOutputStream().write(bytes);
			}
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			reset(tunnel, socket);
		}
	}

	/**
	 * Both sides, and the other thread that may be waiting for one of them.
	 */
	private static void reset(Http2Tunnel tunnel, Socket socket) throws IOException {
		tunnel.reset();
		socket.setSoLinger(true, 0);
		socket.close();
	}

	private static Thread inBackground(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
				// The test notices what is missing.
			}
		}, "http2-bridge");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	@Override
	public void close() {
		IO.close(this.listener);
		this.sockets.forEach(IO::close);
		this.server.close();
	}

	@FunctionalInterface
	private interface Task {

		void run() throws Exception;

	}

}
