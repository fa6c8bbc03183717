package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connections of a network too thin for what they asked for: each reads 1 KiB a second.
 * What they get is not looked at. A server may close them; that is for it to decide.
 */
public final class SlowReaders implements AutoCloseable {

	private static final int BYTES_A_SECOND = 1024;

	/** As small as the kernel lets it be. */
	private static final int RECEIVE_BUFFER = 2048;

	private static final int TIMEOUT_MILLIS = 10_000;

	private final List<Socket> sockets = new ArrayList<>();

	private final Thread thread = new Thread(this::read, "slow readers");

	private volatile int closed;

	private volatile boolean stopped;

	private SlowReaders() {
		this.thread.setDaemon(true);
	}

	/**
	 * Opens the connections.
	 * @param target the server
	 * @param count how many
	 * @param script what the handshake is for
	 * @return the connections, which read from now on
	 * @throws IOException if one cannot be opened
	 */
	public static SlowReaders start(Target target, int count, Script script) throws IOException {
		SlowReaders readers = new SlowReaders();
		try {
			for (int i = 0; i < count; i++) {
				readers.open(target, script);
			}
		}
		catch (IOException ex) {
			readers.close();
			throw ex;
		}
		readers.thread.start();
		return readers;
	}

	/**
	 * How many of them the server has closed.
	 * @return the count
	 */
	public int closedByServer() {
		return this.closed;
	}

	private void open(Target target, Script script) throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		socket.setReceiveBufferSize(RECEIVE_BUFFER);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()), TIMEOUT_MILLIS);
		OpeningHandshake handshake = new OpeningHandshake(script);
		socket.getOutputStream().write(handshake.request(target));
		int next;
		do {
			next = socket.getInputStream().read();
			if (next < 0) {
				throw new IOException("no answer to the handshake of a slow reader");
			}
		}
		while (!handshake.read(ByteBuffer.wrap(new byte[] { (byte) next })));
	}

	private void read() {
		byte[] buffer = new byte[BYTES_A_SECOND];
		List<Socket> open = new ArrayList<>(this.sockets);
		try {
			while (!this.stopped) {
				open.removeIf((socket) -> isAtEnd(socket, buffer));
				this.closed = this.sockets.size() - open.size();
				TimeUnit.SECONDS.sleep(1);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isAtEnd(Socket socket, byte[] buffer) {
		try {
			// One that is closed has something to say when nothing is left to be read.
			int available = socket.getInputStream().available();
			socket.setSoTimeout((available > 0) ? TIMEOUT_MILLIS : 1);
			return socket.getInputStream().read(buffer) < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		this.thread.interrupt();
		for (Socket socket : this.sockets) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// It is closed all the same.
			}
		}
	}

}
