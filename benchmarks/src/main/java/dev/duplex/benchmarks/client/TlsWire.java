package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS 1.3 with one cipher suite, so that every server has the same to keep. Connections
 * that are to be idle send little at a time, so a full socket buffer is an error here.
 */
final class TlsWire implements Wire {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SocketChannel channel;

	private final SSLEngine engine;

	private final Buffers buffers;

	/** The beginning of a record whose rest has not arrived. */
	private byte[] kept = {};

	private boolean begun;

	private boolean ended;

	TlsWire(SocketChannel channel, SSLContext context, Buffers buffers) {
		this.channel = channel;
		this.buffers = buffers;
		this.engine = context.createSSLEngine();
		this.engine.setUseClientMode(true);
		SSLParameters parameters = this.engine.getSSLParameters();
		parameters.setProtocols(new String[] { "TLSv1.3" });
		parameters.setCipherSuites(new String[] { "TLS_AES_128_GCM_SHA256" });
		this.engine.setSSLParameters(parameters);
	}

	@Override
	public boolean establish() throws IOException {
		if (!this.begun) {
			this.begun = true;
			this.engine.beginHandshake();
			handshake();
			return false;
		}
		// The server says nothing of its own before it has the opening handshake.
		if (read(this.buffers.handshake().clear()) < 0) {
			throw new SSLException("the server ended the TLS handshake");
		}
		return this.engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (this.ended) {
			return -1;
		}
		int before = target.position();
		ByteBuffer in = this.buffers.input().clear().put(this.kept);
		if (this.channel.read(in) < 0) {
			this.ended = true;
			return -1;
		}
		in.flip();
		SSLEngineResult result;
		do {
			result = this.engine.unwrap(in, target);
			if (result.getStatus() == Status.BUFFER_OVERFLOW) {
				throw new SSLException("a record larger than announced");
			}
			handshake();
		}
		while (result.getStatus() == Status.OK && in.hasRemaining());
		this.ended = result.getStatus() == Status.CLOSED;
		this.kept = new byte[this.ended ? 0 : in.remaining()];
		in.get(this.kept);
		int length = target.position() - before;
		return (length == 0 && this.ended) ? -1 : length;
	}

	/**
	 * Does what TLS itself has to do before anything else.
	 */
	private void handshake() throws IOException {
		HandshakeStatus status = this.engine.getHandshakeStatus();
		while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
			if (status == HandshakeStatus.NEED_WRAP) {
				wrap(NOTHING.duplicate());
			}
			else {
				this.engine.getDelegatedTask().run();
			}
			status = this.engine.getHandshakeStatus();
		}
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			wrap(source);
		}
	}

	private void wrap(ByteBuffer source) throws IOException {
		ByteBuffer out = this.buffers.output().clear();
		SSLEngineResult result = this.engine.wrap(source, out);
		if (result.getStatus() != Status.OK && result.getStatus() != Status.CLOSED) {
			throw new SSLException("cannot encrypt: " + result.getStatus());
		}
		this.channel.write(out.flip());
		if (out.hasRemaining()) {
			throw new IOException("the socket's buffer is full");
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * What all connections of a loop encrypt and decrypt in.
	 *
	 * @param input for what was read
	 * @param output for what is to be written
	 * @param handshake takes the nothing that the handshake decrypts to
	 */
	record Buffers(ByteBuffer input, ByteBuffer output, ByteBuffer handshake) {

		private static final int SIZE = 64 * 1024;

		Buffers() {
			this(ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE));
		}

	}

}
