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

	private static final int RECORD_HEADER = 5;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final EventLoop loop;

	private final SSLEngine engine;

	private final Executor tasks;

	private TransportSink sink;

	private @Nullable Transport transport;

	/**
	 * Ciphertext that was read and cannot be decrypted yet: a part of a record, or more
	 * while something must come first, in which TCP is not read.
	 */
	private @Nullable ByteBuffer unread;

	/** Ciphertext that TCP has not taken. */
	private @Nullable ByteBuffer unsent;

	/** The sink wants no bytes. */
	private boolean paused;

	/** The engine waits for a task on another thread, which holds its lock meanwhile. */
	private boolean taskRunning;

	/** An answer of TLS itself waits for a peer that sends but does not read. */
	private boolean answerWaits;

	/** The sink waits for {@link TransportSink#onWritable()}. */
	private boolean blocked;

	/** Whether the first handshake is over. */
	private boolean established;

	private boolean endOfStream;

	private boolean endReported;

	private boolean shutdownAsked;

	private boolean outputShut;

	/** No more bytes in either direction; the report may be on its way still. */
	private volatile boolean closed;

	private @Nullable Throwable failure;

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
		this.sink.onOpen(this);
		try {
			this.engine.beginHandshake();
			if (this.engine.getUseClientMode()) {
				handshake(this.engine.getHandshakeStatus());
			}
		}
		catch (SSLException ex) {
			fail(ex);
		}
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		while (this.unread != null && bytes.hasRemaining() && mayDecrypt()) {
			ByteBuffer record = complete(this.unread, bytes);
			this.unread = null;
			decrypt(record);
			keep(record, true);
		}
		if (this.unread == null) {
			decrypt(bytes);
		}
		keep(bytes, false);
	}

	/**
	 * Whether the next record may be decrypted, and TCP be read.
	 */
	private boolean mayDecrypt() {
		return !this.closed && !this.paused && !this.taskRunning && !this.answerWaits && !this.endReported;
	}

	/**
	 * Adds to the beginning of a record what it lacks, as far as it has arrived. The
	 * buffer grows with what arrives, not with what the record's header promises.
	 */
	private static ByteBuffer complete(ByteBuffer part, ByteBuffer bytes) {
		int length = RECORD_HEADER;
		if (part.remaining() >= RECORD_HEADER) {
			length = Math.min(MAX_RECORD, length + (part.getShort(part.position() + 3) & 0xFFFF));
		}
		int count = Math.min(Math.max(1, length - part.remaining()), bytes.remaining());
		int size = part.remaining() + count;
		ByteBuffer all = part;
		if (part.position() > 0 || part.capacity() < size) {
			all = ByteBuffer.allocate(2 * size).put(part).flip();
		}
		int end = all.limit();
		all.limit(end + count).put(end, bytes, bytes.position(), count);
		bytes.position(bytes.position() + count);
		return all;
	}

	private void keep(ByteBuffer rest, boolean own) {
		if (!rest.hasRemaining()) {
			return;
		}
		if (this.closed || this.endReported) {
			rest.position(rest.limit());
			return;
		}
		ByteBuffer kept = this.unread;
		if (own && kept == null && rest.position() == 0) {
			this.unread = rest;
			return;
		}
		ByteBuffer all = ByteBuffer.allocate(((kept != null) ? kept.remaining() : 0) + rest.remaining());
		if (kept != null) {
			all.put(kept);
		}
		this.unread = all.put(rest).flip();
	}

	/**
	 * Decrypts as many records as are whole, unless something else must come first.
	 */
	private void decrypt(ByteBuffer in) {
		try {
			while (mayDecrypt() && unwrap(in)) {
				continue;
			}
		}
		catch (SSLException ex) {
			fail(ex);
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
			this.established = true;
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
		boolean answered = handshake(result.getHandshakeStatus());
		// Without progress another call would bring the same.
		return result.bytesConsumed() > 0 || result.bytesProduced() > 0 || answered;
	}

	/**
	 * Does what the handshake asks for.
	 * @return whether something was sent
	 */
	private boolean handshake(HandshakeStatus status) throws SSLException {
		return switch (status) {
			case NEED_TASK -> {
				refuseRenegotiation();
				runTasks();
				yield false;
			}
			case NEED_WRAP -> answer();
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
	 * Runs what may take long, such as public-key operations, off the loop. Until it is
	 * done nothing asks the engine, as its lock would hold up the loop.
	 */
	private void runTasks() {
		if (this.closed) {
			return;
		}
		this.taskRunning = true;
		transport().pauseReading();
		try {
			this.tasks.execute(this::runDelegatedTasks);
		}
		catch (RejectedExecutionException ex) {
			this.taskRunning = false;
			fail(ex);
		}
	}

	private void runDelegatedTasks() {
		Throwable thrown = null;
		try {
			Runnable task;
			while (!this.closed && (task = this.engine.getDelegatedTask()) != null) {
				task.run();
			}
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		Throwable failed = thrown;
		this.loop.execute(() -> tasksDone(failed));
	}

	private void tasksDone(@Nullable Throwable thrown) {
		this.taskRunning = false;
		if (thrown != null) {
			fail(thrown);
		}
		else {
			proceed();
		}
	}

	/**
	 * Goes on where decrypting stopped, and only then reads TCP again, so that what is
	 * kept unread cannot grow. Outside of callbacks of TCP, so failures are dealt with
	 * here.
	 */
	private void proceed() {
		try {
			if (mayDecrypt()) {
				handshake(this.engine.getHandshakeStatus());
			}
			ByteBuffer kept = this.unread;
			if (kept != null && mayDecrypt()) {
				this.unread = null;
				try {
					decrypt(kept);
					keep(kept, true);
				}
				finally {
					this.sink.onReadBatchEnd();
				}
			}
			if (this.endOfStream && mayDecrypt()) {
				reportEnd();
			}
			readOn();
			if (this.blocked) {
				onWritable();
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void readOn() {
		if (!this.closed && !this.paused && !this.taskRunning && !this.answerWaits) {
			transport().resumeReading();
		}
	}

	/**
	 * Sends what TLS itself has to say. Stops reading while that cannot be sent: a peer
	 * may ask for any number of answers.
	 * @return whether there was something
	 */
	private boolean answer() throws SSLException {
		boolean answered = false;
		HandshakeStatus status = HandshakeStatus.NEED_WRAP;
		// Before the handshake is over, an end of input is a failure that wrapping tells.
		while (status == HandshakeStatus.NEED_WRAP && !this.closed
				&& !(this.established && this.engine.isInboundDone())) {
			ByteBuffer out = this.loop.tlsCiphertext().clear();
			SSLEngineResult result = this.engine.wrap(NOTHING.duplicate(), out);
			if (result.bytesProduced() == 0) {
				break;
			}
			answered = true;
			send(out.flip());
			status = result.getHandshakeStatus();
		}
		if (answered && this.unsent != null && !this.closed) {
			this.answerWaits = true;
			transport().pauseReading();
		}
		if (status != HandshakeStatus.NEED_WRAP) {
			handshake(status);
		}
		return answered;
	}

	@Override
	public void onReadBatchEnd() {
		if (this.blocked && mayEncrypt()) {
			// The handshake is over, for which a client's request waits.
			this.blocked = false;
			this.sink.onWritable();
		}
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
		if (this.answerWaits) {
			this.answerWaits = false;
			this.loop.execute(this::proceed);
		}
		if (this.shutdownAsked) {
			shutdownTcp();
		}
		if (this.blocked && mayEncrypt()) {
			this.blocked = false;
			this.sink.onWritable();
		}
	}

	@Override
	public void onEndOfStream() {
		// Without close_notify this is a truncation; to a session every end without a
		// Close frame is one.
		this.endOfStream = true;
		if (mayDecrypt()) {
			reportEnd();
		}
	}

	private void reportEnd() {
		if (!this.endReported && !this.closed) {
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
		this.sink.onClosed((cause != null) ? cause : this.failure);
	}

	/**
	 * TLS broke, or the sink did: the alert that the engine has ready is sent as far as
	 * it goes.
	 */
	private void fail(Throwable cause) {
		if (!this.closed) {
			this.failure = cause;
			close();
		}
	}

	// What users ask

	@Override
	public void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public boolean write(ByteBuffer source) {
		if (this.closed || this.shutdownAsked) {
			return false;
		}
		if (!mayEncrypt()) {
			this.blocked = true;
			return false;
		}
		try {
			while (source.hasRemaining() && this.unsent == null && !this.closed) {
				encrypt(source);
			}
		}
		catch (SSLException ex) {
			fail(ex);
			return false;
		}
		this.blocked = this.unsent != null;
		return !this.blocked && !this.closed;
	}

	private boolean mayEncrypt() {
		return this.established && !this.taskRunning && this.unsent == null && !this.closed && !this.shutdownAsked;
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
		if (this.unread != null || this.endOfStream) {
			this.loop.execute(this::proceed);
		}
		else {
			readOn();
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

	/**
	 * Sends close_notify, or the alert that says what was wrong.
	 */
	private void closeNotify() {
		if (this.taskRunning) {
			// The engine's lock is taken; then the peer learns it from FIN alone.
			return;
		}
		try {
			this.engine.closeOutbound();
			boolean more = true;
			while (more && !this.engine.isOutboundDone()) {
				ByteBuffer out = this.loop.tlsCiphertext().clear();
				more = this.engine.wrap(NOTHING.duplicate(), out).bytesProduced() > 0;
				send(out.flip());
			}
		}
		catch (SSLException ex) {
			// As above.
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
		if (this.closed) {
			return;
		}
		try {
			if (!this.shutdownAsked) {
				closeNotify();
			}
		}
		finally {
			this.closed = true;
			transport().close();
		}
	}

	@Override
	public void abort() {
		this.closed = true;
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
