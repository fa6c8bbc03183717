package dev.duplex.engine.nio;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a TCP transport and what uses it: sink to the one, transport to the other.
 * The buffers to encrypt and decrypt in belong to the loop; a connection holds memory of
 * its own only for a record that has not arrived whole, or while the peer does not read.
 */
final class TlsTransport implements Transport, TransportSink {

	/** The largest record that RFC 8446 section 5.2 and RFC 5246 section 6.2.3 know. */
	private static final int MAX_RECORD = 5 + 16_384 + 2_048;

	private static final int MAX_UNSENT = 256 * 1024;

	private final EventLoop loop;

	private final SSLEngine engine;

	private final Executor tasks;

	private TransportSink sink;

	private @Nullable Transport transport;

	/**
	 * Ciphertext that was read and cannot be decrypted yet: a part of a record, or
	 * paused.
	 */
	private @Nullable ByteBuffer unread;

	/** Ciphertext that TCP has not taken. */
	private @Nullable ByteBuffer unsent;

	private boolean running;

	private boolean paused;

	private boolean taskRunning;

	private boolean blocked;

	/** Whether the first handshake is over. */
	private boolean established;

	private boolean endOfStream;

	private boolean endReported;

	private boolean shutdownAsked;

	private boolean outputShut;

	private boolean closed;

	TlsTransport(EventLoop loop, SSLEngine engine, Executor tasks, TransportSink sink) {
		this.loop = loop;
		this.engine = engine;
		this.tasks = tasks;
		this.sink = sink;
	}

	// What TCP tells

	@Override
	public void onOpen(Transport opened) {
		this.transport = opened;
		try {
			this.engine.beginHandshake();
		}
		catch (SSLException ex) {
			opened.abort();
		}
		this.sink.onOpen(this);
		proceed();
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		ByteBuffer kept = this.unread;
		if (kept == null) {
			decrypt(bytes);
			keep(bytes);
			return;
		}
		ByteBuffer all = ByteBuffer.allocate(kept.remaining() + bytes.remaining()).put(kept).put(bytes).flip();
		this.unread = null;
		decrypt(all);
		keep(all);
	}

	private void keep(ByteBuffer rest) {
		if (!rest.hasRemaining() || this.closed) {
			return;
		}
		this.unread = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
	}

	/**
	 * Decrypts as many records as are whole, unless something else must come first.
	 */
	private void decrypt(ByteBuffer in) {
		this.running = true;
		try {
			while (!this.closed && !this.paused && !this.taskRunning && !this.endReported && unwrap(in)) {
				continue;
			}
		}
		catch (SSLException ex) {
			fail();
		}
		finally {
			this.running = false;
		}
	}

	/**
	 * Decrypts one record.
	 * @return whether another may follow
	 */
	private boolean unwrap(ByteBuffer in) throws SSLException {
		ByteBuffer out = this.loop.tlsPlaintext();
		out.clear();
		SSLEngineResult result = this.engine.unwrap(in, out);
		if (result.bytesProduced() > 0) {
			this.sink.onBytes(out.flip());
		}
		if (result.getStatus() == Status.CLOSED || this.engine.isInboundDone()) {
			reportEnd();
			return false;
		}
		if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
			if (in.remaining() >= MAX_RECORD) {
				throw new SSLException("record too large");
			}
			return false;
		}
		if (result.getStatus() == Status.BUFFER_OVERFLOW) {
			throw new SSLException("record larger than the engine announced");
		}
		boolean advanced = handshake(result.getHandshakeStatus());
		// Without progress another call would bring the same.
		return result.bytesConsumed() > 0 || result.bytesProduced() > 0 || advanced;
	}

	/**
	 * Does what the handshake asks for.
	 * @return whether anything was done
	 */
	private boolean handshake(HandshakeStatus status) throws SSLException {
		return switch (status) {
			case NEED_TASK -> {
				refuseRenegotiation();
				runTasks();
				yield false;
			}
			case NEED_WRAP -> {
				wrapHandshake();
				yield true;
			}
			case FINISHED, NOT_HANDSHAKING -> {
				this.established = true;
				yield false;
			}
			case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> false;
		};
	}

	/**
	 * Before TLS 1.3 a peer may ask for another handshake at any time, which costs us far
	 * more than it costs the peer, and has a history of attacks (RFC 5746).
	 */
	private void refuseRenegotiation() throws SSLException {
		if (this.established && !this.engine.getSession().getProtocol().equals("TLSv1.3")) {
			throw new SSLException("renegotiation is not supported");
		}
	}

	/**
	 * Runs what may take long, such as public-key operations, off the loop.
	 */
	private void runTasks() {
		this.taskRunning = true;
		transport().pauseReading();
		try {
			this.tasks.execute(() -> {
				Runnable task;
				while ((task = this.engine.getDelegatedTask()) != null) {
					task.run();
				}
				this.loop.execute(this::tasksDone);
			});
		}
		catch (RejectedExecutionException ex) {
			fail();
		}
	}

	private void tasksDone() {
		this.taskRunning = false;
		if (this.closed) {
			return;
		}
		if (!this.paused) {
			transport().resumeReading();
		}
		proceed();
	}

	/**
	 * Goes on with what was read before.
	 */
	private void proceed() {
		if (this.closed || this.taskRunning) {
			return;
		}
		try {
			handshake(this.engine.getHandshakeStatus());
		}
		catch (SSLException ex) {
			fail();
			return;
		}
		ByteBuffer kept = this.unread;
		if (!this.running && kept != null && !this.taskRunning) {
			this.unread = null;
			try {
				decrypt(kept);
				keep(kept);
			}
			finally {
				this.sink.onReadBatchEnd();
			}
		}
		if (this.endOfStream && !this.paused && !this.taskRunning) {
			reportEnd();
		}
	}

	private void wrapHandshake() throws SSLException {
		ByteBuffer out = this.loop.tlsCiphertext();
		while (!this.closed) {
			out.clear();
			SSLEngineResult result = this.engine.wrap(ByteBuffer.allocate(0), out);
			send(out.flip());
			if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
				runTasks();
				return;
			}
			if (result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP || result.bytesProduced() == 0) {
				return;
			}
		}
	}

	@Override
	public void onReadBatchEnd() {
		this.sink.onReadBatchEnd();
	}

	@Override
	public void onWritable() {
		ByteBuffer waiting = this.unsent;
		if (waiting != null) {
			if (!transport().write(waiting)) {
				return;
			}
			this.unsent = null;
		}
		if (this.shutdownAsked) {
			shutdownTcp();
		}
		if (this.blocked) {
			this.blocked = false;
			this.sink.onWritable();
		}
	}

	@Override
	public void onEndOfStream() {
		// Without close_notify this is a truncation; to a session every end without a
		// Close
		// frame is one.
		this.endOfStream = true;
		if (!this.paused && !this.taskRunning) {
			reportEnd();
		}
	}

	private void reportEnd() {
		if (!this.endReported) {
			this.endReported = true;
			this.unread = null;
			this.sink.onEndOfStream();
		}
	}

	@Override
	public void onDeadline(long nanoTime) {
		this.sink.onDeadline(nanoTime);
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		this.closed = true;
		this.unread = null;
		this.unsent = null;
		this.engine.closeOutbound();
		this.sink.onClosed(cause);
	}

	/**
	 * TLS broke: the alert that the engine has ready is sent as far as it goes.
	 */
	private void fail() {
		if (this.closed) {
			return;
		}
		try {
			wrapAlert();
		}
		catch (SSLException ex) {
			// There is no alert to send.
		}
		transport().close();
	}

	private void wrapAlert() throws SSLException {
		ByteBuffer out = this.loop.tlsCiphertext().clear();
		this.engine.wrap(ByteBuffer.allocate(0), out);
		send(out.flip());
	}

	// What users ask

	@Override
	public void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public boolean write(ByteBuffer source) {
		if (this.closed || this.outputShut) {
			return false;
		}
		if (this.unsent != null) {
			this.blocked = true;
			return false;
		}
		try {
			while (source.hasRemaining() && this.unsent == null && !this.closed) {
				encrypt(source);
			}
		}
		catch (SSLException ex) {
			fail();
			return false;
		}
		this.blocked = this.unsent != null || source.hasRemaining();
		return !this.blocked;
	}

	/**
	 * Encrypts as many records as the loop's buffer takes, and sends them in one write.
	 */
	private void encrypt(ByteBuffer source) throws SSLException {
		ByteBuffer out = this.loop.tlsCiphertext().clear();
		int room = this.engine.getSession().getPacketBufferSize();
		while (source.hasRemaining() && out.remaining() >= room) {
			SSLEngineResult result = this.engine.wrap(source, out);
			if (result.getStatus() != Status.OK || result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
				throw new SSLException("cannot encrypt: " + result.getStatus());
			}
		}
		send(out.flip());
	}

	private void send(ByteBuffer ciphertext) {
		if (!ciphertext.hasRemaining() || this.closed) {
			return;
		}
		ByteBuffer waiting = this.unsent;
		if (waiting == null && transport().write(ciphertext)) {
			return;
		}
		int before = (waiting != null) ? waiting.remaining() : 0;
		if (before > MAX_UNSENT) {
			// Only answers to the handshakes and key updates of a peer that does not read
			// them
			// come here while others wait.
			transport().abort();
			return;
		}
		ByteBuffer all = ByteBuffer.allocate(before + ciphertext.remaining());
		if (waiting != null) {
			all.put(waiting);
		}
		this.unsent = all.put(ciphertext).flip();
	}

	@Override
	public void pauseReading() {
		this.paused = true;
		transport().pauseReading();
	}

	@Override
	public void resumeReading() {
		if (!this.paused) {
			return;
		}
		this.paused = false;
		if (!this.taskRunning) {
			transport().resumeReading();
		}
		if (this.unread != null || this.endOfStream) {
			this.loop.execute(this::proceed);
		}
	}

	@Override
	public void shutdownOutput() {
		if (this.shutdownAsked || this.closed) {
			return;
		}
		this.shutdownAsked = true;
		closeNotify();
		if (this.unsent == null) {
			shutdownTcp();
		}
	}

	private void closeNotify() {
		this.engine.closeOutbound();
		try {
			wrapAlert();
		}
		catch (SSLException ex) {
			// Then the peer learns it from FIN alone.
		}
	}

	private void shutdownTcp() {
		if (!this.outputShut) {
			this.outputShut = true;
			transport().shutdownOutput();
		}
	}

	@Override
	public void close() {
		if (!this.shutdownAsked && !this.closed) {
			closeNotify();
		}
		transport().close();
	}

	@Override
	public void abort() {
		transport().abort();
	}

	@Override
	public void deadline(long nanoTime) {
		transport().deadline(nanoTime);
	}

	@Override
	public SerialContext context() {
		return this.loop;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return transport().remoteAddress();
	}

	@Override
	public boolean isSecure() {
		return true;
	}

	@Override
	public SSLSession tlsSession() {
		return this.engine.getSession();
	}

	private Transport transport() {
		Transport opened = this.transport;
		if (opened == null) {
			throw new IllegalStateException("not open");
		}
		return opened;
	}

}
