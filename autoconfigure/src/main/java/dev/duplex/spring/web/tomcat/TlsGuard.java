package dev.duplex.spring.web.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * What Tomcat's use of the JDK's TLS leaves open for a connection that stays: attacks
 * from below, and how a stream ends.
 */
final class TlsGuard {

	/** The largest record that RFC 8446 section 5.2 and RFC 5246 section 6.2.3 know. */
	static final int MAX_RECORD = 5 + 16_384 + 2_048;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SSLEngine engine;

	private final boolean mayRenegotiate;

	/** Reads in a row that brought nothing: parts of a record, or messages of TLS. */
	private int emptyReads;

	private boolean outputEnded;

	TlsGuard(SSLEngine engine) {
		this.engine = engine;
		this.mayRenegotiate = !this.engine.getSession().getProtocol().equals("TLSv1.3");
	}

	/**
	 * Looks at what a read has brought about.
	 * @param count how many bytes it brought, or -1
	 * @throws SSLException if the peer must be let go
	 */
	void afterRead(int count) throws SSLException {
		if (count >= 0) {
			refuseRenegotiation();
			refuseEndlessRecord(count);
		}
	}

	/**
	 * Before TLS 1.3 a peer may ask for another handshake at any time, which costs us far
	 * more than it costs the peer, and has a history of attacks (RFC 5746). Tomcat has
	 * begun it by now, but none can end within one read.
	 */
	private void refuseRenegotiation() throws SSLException {
		if (this.mayRenegotiate && !this.outputEnded && !this.engine.isInboundDone()
				&& this.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
			throw new SSLException("renegotiation is not supported");
		}
	}

	/**
	 * The JDK waits for records longer than TLS knows, which Tomcat's buffer cannot take
	 * in: readiness would be told for ever, and nothing read.
	 */
	private void refuseEndlessRecord(int count) throws SSLException {
		this.emptyReads = (count == 0) ? this.emptyReads + 1 : 0;
		if (this.emptyReads > MAX_RECORD) {
			throw new SSLException("record too large");
		}
	}

	/**
	 * Whether what a read threw is Tomcat's way to say that the peer sent close_notify.
	 */
	boolean isEndOfStream(IOException thrown) {
		return this.engine.isInboundDone() && !(thrown instanceof SSLException);
	}

	/**
	 * Whether TLS itself has something to send.
	 */
	boolean hasAnswer() {
		return this.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
	}

	/**
	 * Ends the engine's output, past Tomcat's own way to close, behind which it reads no
	 * more: a peer that has not read our Close frame yet would lose it to a reset.
	 * @return close_notify
	 */
	ByteBuffer closeNotify() throws SSLException {
		this.outputEnded = true;
		this.engine.closeOutbound();
		int room = this.engine.getSession().getPacketBufferSize();
		ByteBuffer out = ByteBuffer.allocate(room + MAX_RECORD);
		boolean more = true;
		while (more && !this.engine.isOutboundDone() && out.remaining() >= room) {
			more = this.engine.wrap(NOTHING.duplicate(), out).bytesProduced() > 0;
		}
		return out.flip();
	}

}
