package dev.duplex.spring.web.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

import javax.net.ssl.SSLException;

import dev.duplex.engine.nio.ChannelLayer;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of Tomcat's connector, used from an event loop of ours. Locks, though only one
 * loop calls: Tomcat gives the channel to another client once it has closed it, which on
 * a stop it does by itself, and nothing may touch it from then on.
 */
final class TomcatTls implements ChannelLayer {

	/** Messages of TLS itself that may go before one of ours. */
	private static final int MAX_MESSAGES = 8;

	private final SecureNioChannel channel;

	private final @Nullable ReleasableTlsChannel releasable;

	private final TlsGuard guard;

	private boolean answerWaits;

	/** What broke TLS behind bytes that were good. */
	private @Nullable IOException failure;

	private @Nullable ByteBuffer closeNotify;

	private boolean closed;

	TomcatTls(SecureNioChannel channel) {
		this.channel = channel;
		this.releasable = (channel instanceof ReleasableTlsChannel releasable) ? releasable : null;
		this.guard = new TlsGuard(channel.getSslEngine());
	}

	/**
	 * Tomcat is about to close the channel.
	 */
	synchronized void close() {
		this.closed = true;
	}

	@Override
	public synchronized int read(ByteBuffer target) throws IOException {
		begin();
		try {
			return readAndLookForAnswer(target);
		}
		finally {
			end();
		}
	}

	private int readAndLookForAnswer(ByteBuffer target) throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		int unsent = this.channel.getOutboundRemaining();
		int count = readRecords(target);
		this.guard.afterRead(count);
		this.answerWaits = this.channel.getOutboundRemaining() > 0 && (unsent == 0 || this.guard.hasAnswer());
		return count;
	}

	/**
	 * Tomcat throws for the peer's close_notify if it comes by itself, and even for one
	 * that comes behind bytes if others follow it. It also throws for the second answer
	 * that waits while output is blocked, which two changes of keys in one read bring
	 * about: the engine keeps both, and as no more is read until they have left, there
	 * cannot be a third.
	 */
	private int readRecords(ByteBuffer target) throws IOException {
		try {
			return this.channel.read(target);
		}
		catch (IOException ex) {
			boolean ended = this.guard.isEndOfStream(ex);
			int count = target.position();
			if (count > 0) {
				this.failure = (ended || isBlockedAnswer(ex)) ? null : ex;
				return count;
			}
			if (ended) {
				return -1;
			}
			if (isBlockedAnswer(ex)) {
				return 0;
			}
			throw ex;
		}
	}

	/**
	 * If it is TCP that failed, the next write tells.
	 */
	private boolean isBlockedAnswer(IOException thrown) {
		return !(thrown instanceof SSLException) && this.guard.hasAnswer() && this.channel.getOutboundRemaining() > 0;
	}

	@Override
	public synchronized boolean mustFlush() {
		return this.answerWaits;
	}

	/**
	 * A message of TLS itself, such as the answer to a change of keys, goes first and
	 * takes nothing from the source.
	 */
	@Override
	public synchronized boolean write(ByteBuffer source) throws IOException {
		begin();
		try {
			return writeAll(source) && flushRecords();
		}
		finally {
			end();
		}
	}

	private boolean writeAll(ByteBuffer source) throws IOException {
		int messages = 0;
		while (source.hasRemaining()) {
			int taken = this.channel.write(source);
			if (this.channel.getOutboundRemaining() > 0) {
				return false;
			}
			if (taken == 0 && ++messages > MAX_MESSAGES) {
				throw new SSLException("nothing can be encrypted");
			}
		}
		return true;
	}

	@Override
	public synchronized boolean flush() throws IOException {
		begin();
		try {
			return flushRecords();
		}
		finally {
			end();
		}
	}

	private boolean flushRecords() throws IOException {
		this.channel.flushOutbound();
		boolean sent = this.channel.getOutboundRemaining() == 0;
		this.answerWaits &= !sent;
		return sent;
	}

	@Override
	public synchronized boolean endOutput() throws IOException {
		if (!flush()) {
			return false;
		}
		ByteBuffer end = this.closeNotify;
		if (end == null) {
			end = this.guard.closeNotify();
			this.closeNotify = end;
		}
		this.channel.getIOChannel().write(end);
		return !end.hasRemaining();
	}

	private void begin() throws ClosedChannelException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
		if (this.releasable != null) {
			this.releasable.acquire();
		}
	}

	private void end() {
		if (this.releasable != null) {
			this.releasable.release();
		}
	}

}
