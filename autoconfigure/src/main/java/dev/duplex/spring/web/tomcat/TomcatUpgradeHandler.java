package dev.duplex.spring.web.tomcat;

import java.nio.ByteBuffer;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.nio.AdoptedChannel;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.transport.TransportSink;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Takes a connection over from Tomcat, which goes on owning and counting the socket: it
 * is closed by Tomcat only, asked for by a DISCONNECT event, which takes the socket's
 * lock and so comes after the handshake's own processing.
 * <p>
 * Either its channel is lent to an event loop of ours, or it goes by a lane and Tomcat's
 * threads move its bytes.
 * <p>
 * Public, with a constructor without arguments, as Tomcat makes it; not for applications.
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private static final Log logger = LogFactory.getLog(TomcatUpgradeHandler.class);

	private @Nullable WebSocketEngine engine;

	private TomcatIo io = TomcatIo.ADOPTED;

	private HandshakeDecision.@Nullable Accept accept;

	private @Nullable HandshakeRequest handshake;

	private @Nullable ServletResponse response;

	private boolean handedOver;

	private @Nullable SocketWrapperBase<?> socket;

	private volatile @Nullable TomcatTls tls;

	private volatile @Nullable AdoptedChannel channel;

	private volatile @Nullable TomcatLaneTransport transport;

	/**
	 * Called by Tomcat.
	 */
	public TomcatUpgradeHandler() {
	}

	void prepare(WebSocketEngine engine, TomcatIo io, HandshakeDecision.Accept accept, HandshakeRequest handshake,
			HttpServletResponse response) {
		this.engine = engine;
		this.io = io;
		this.accept = accept;
		this.handshake = handshake;
		ServletResponse own = response;
		while (own instanceof ServletResponseWrapper wrapper) {
			own = wrapper.getResponse();
		}
		this.response = own;
	}

	/**
	 * The request has left the application. Tomcat upgrades whatever became of it on its
	 * way back through other filters; we only if the client was told so.
	 */
	void answered(ServletRequest request) {
		this.handedOver = this.response instanceof HttpServletResponse httpResponse
				&& httpResponse.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS
				&& request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null;
		this.response = null;
	}

	/**
	 * Called under the socket's lock once the response has been flushed, so nothing of
	 * ours can overtake it.
	 */
	@Override
	public void init(WebConnection connection) {
		WebSocketEngine engine = this.engine;
		HandshakeDecision.Accept accept = this.accept;
		HandshakeRequest handshake = this.handshake;
		SocketWrapperBase<?> socket = this.socket;
		Assert.state(engine != null && accept != null && handshake != null && socket != null, "Not prepared");
		if (!this.handedOver) {
			logger.debug("A handshake was accepted, and then answered otherwise or failed: its connection is closed");
			socket.processSocket(SocketEvent.DISCONNECT, true);
			return;
		}
		TransportSink sink = engine.accept(accept, handshake);
		TomcatSocket inside = TomcatSocket.of(socket);
		NioChannel nio = inside.nio();
		if (this.io == TomcatIo.ADOPTED && nio != null) {
			TomcatTls tls = (nio instanceof SecureNioChannel secure) ? new TomcatTls(secure) : null;
			this.tls = tls;
			ByteBuffer earlyBytes = earlyBytes(nio.getBufHandler());
			releaseBuffers(nio);
			this.channel = engine.eventLoops()
				.adopt(nio.getIOChannel(), tls, handshake.remoteAddress(), handshake.isSecure(), earlyBytes, sink,
						() -> socket.processSocket(SocketEvent.DISCONNECT, false));
		}
		else {
			this.transport = new TomcatLaneTransport(engine.lanes().next(), socket, inside, handshake.remoteAddress(),
					handshake.isSecure(), sink);
		}
		// Only the session keeps what it needs of them.
		this.engine = null;
		this.accept = null;
		this.handshake = null;
	}

	/**
	 * What Tomcat has read behind the request.
	 */
	private static ByteBuffer earlyBytes(SocketBufferHandler buffers) {
		buffers.configureReadBufferForRead();
		ByteBuffer buffer = buffers.getReadBuffer();
		return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
	}

	private static void releaseBuffers(NioChannel channel) {
		if (channel.getBufHandler() instanceof ReleasableBuffers buffers) {
			buffers.release();
		}
		if (channel instanceof ReleasableTlsChannel tls) {
			tls.release();
		}
	}

	/**
	 * Of a channel that is lent, all further I/O is ours; Tomcat keeps the socket
	 * registered without interest. Otherwise the first event follows at once.
	 */
	@Override
	public boolean hasAsyncIO() {
		return this.transport == null;
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		TomcatLaneTransport transport = this.transport;
		if (transport != null && (status == SocketEvent.OPEN_READ || status == SocketEvent.OPEN_WRITE)) {
			return transport.dispatch();
		}
		return SocketState.CLOSED;
	}

	/**
	 * The socket is closed: because we asked for it, or because Tomcat stops. On any
	 * thread, even Tomcat's poller.
	 */
	@Override
	public void destroy() {
		TomcatTls tls = this.tls;
		if (tls != null) {
			tls.close();
		}
		AdoptedChannel channel = this.channel;
		if (channel != null) {
			channel.closed(null);
		}
		TomcatLaneTransport transport = this.transport;
		if (transport != null) {
			transport.closed();
		}
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> socket) {
		this.socket = socket;
	}

	@Override
	public void setSslSupport(SSLSupport sslSupport) {
		// What an application may know of it, it takes from the request.
	}

	@Override
	public void timeoutAsync(long now) {
		// The engine keeps its own deadlines.
	}

	@Override
	public void pause() {
		// Connections are drained before the connector is paused.
	}

}
