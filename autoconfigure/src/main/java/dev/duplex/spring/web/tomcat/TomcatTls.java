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

	private final TlsGuard guard;

	private boolean answerWaits;

	/** What broke TLS behind bytes that were good. */
	private @Nullable IOException failure;

	private @Nullable ByteBuffer closeNotify;

	private boolean closed;

	TomcatTls(SecureNioChannel channel) {
		this.channel = channel;
		this.guard = new TlsGuard(channel.getSslEngine());
	}

	/**
	 * Whether this is the JDK's TLS: no other has been seen to bear a loop of ours.
	 */
	static boolean supports(SecureNioChannel channel) {
		return !channel.getSslEngine().getClass().getName().startsWith("org.apache.tomcat.");
	}

	/**
	 * Tomcat is about to close the channel.
	 */
	synchronized void close() {
		this.closed = true;
	}

	@Override
	public synchronized int read(ByteBuffer target) throws IOException {
		requireOpen();
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
	 * that comes behind bytes if others follow it.
	 */
	private int readRecords(ByteBuffer target) throws IOException {
		try {
			return this.channel.read(target);
		}
		catch (IOException ex) {
			boolean ended = this.guard.isEndOfStream(ex);
			int count = target.position();
			if (count > 0) {
				this.failure = ended ? null : ex;
				return count;
			}
			if (ended) {
				return -1;
			}
			throw ex;
		}
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
		requireOpen();
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
		return flush();
	}

	@Override
	public synchronized boolean flush() throws IOException {
		requireOpen();
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

	private void requireOpen() throws ClosedChannelException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
	}

}
