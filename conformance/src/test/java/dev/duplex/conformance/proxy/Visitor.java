package dev.duplex.conformance.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.RawRequest;

/**
 * A client behind whose back the proxy stands: from 127.0.0.2, where the proxy is at
 * 127.0.0.1.
 */
final class Visitor implements AutoCloseable {

	static final String ADDRESS = "127.0.0.2";

	private final RawClient client;

	private final int port;

	private Visitor(RawClient client, int port) {
		this.client = client;
		this.port = port;
	}

	/**
	 * Connects without TLS.
	 */
	static Visitor plain(InetSocketAddress proxy) {
		return new Visitor(RawClient.connect(socket(), proxy, 0), proxy.getPort());
	}

	/**
	 * Connects by TLS.
	 */
	static Visitor tls(InetSocketAddress proxy) {
		return new Visitor(RawClient.connectTls(socket(), proxy, 0, Certificate.trust()), proxy.getPort());
	}

	private static Socket socket() {
		try {
			Socket socket = new Socket();
			socket.bind(new InetSocketAddress(ADDRESS, 0));
			return socket;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Does the opening handshake, as a browser would for this host and port.
	 * @param headers further lines
	 * @return the status
	 */
	int handshake(String... headers) {
		RawRequest request = RawRequest.handshake("/who").replace("Host: localhost:" + this.port);
		for (String header : headers) {
			request = request.with(header);
		}
		return this.client.send(request.bytes()).readResponse().status();
	}

	/**
	 * Does the opening handshake, which must be accepted.
	 * @return this
	 */
	Visitor open() {
		if (handshake() != 101) {
			throw new AssertionError("the handshake was refused");
		}
		return this;
	}

	/**
	 * Sends text.
	 * @return the answer
	 */
	String ask(String text) {
		this.client.send(Frame.text(text));
		Frame frame = this.client.readFrame();
		while (frame.opcode() == Opcode.PING) {
			frame = this.client.readFrame();
		}
		return frame.text();
	}

	/**
	 * Waits for Pings and answers them, in the way of a browser whose page does nothing.
	 */
	void answerPings(int count) {
		for (int i = 0; i < count; i++) {
			Frame ping = this.client.readFrame();
			if (ping.opcode() != Opcode.PING) {
				throw new AssertionError("expected a Ping but it was " + ping);
			}
			this.client.send(Frame.of(Opcode.PONG, ping.payload()));
		}
	}

	/**
	 * Waits until the connection ends.
	 */
	void awaitEnd() {
		this.client.readEnd();
	}

	/**
	 * Closes with code 1000.
	 * @return the code that the server answers
	 */
	int closeGracefully() {
		return this.client.closeGracefully().closeCode();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
