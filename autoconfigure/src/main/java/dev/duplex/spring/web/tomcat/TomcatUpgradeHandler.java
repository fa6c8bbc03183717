package dev.duplex.spring.web.tomcat;

import java.nio.ByteBuffer;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.nio.AdoptedChannel;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.runtime.WebSocketEngine;
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
 * Lends a connection's channel to an event loop of ours. Tomcat goes on owning and
 * counting the socket: it is closed by Tomcat only, asked for by a DISCONNECT event,
 * which takes the socket's lock and so comes after the handshake's own processing.
 * <p>
 * Public, with a constructor without arguments, as Tomcat makes it; not for applications.
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private static final Log logger = LogFactory.getLog(TomcatUpgradeHandler.class);

	private @Nullable WebSocketEngine engine;

	private HandshakeDecision.@Nullable Accept accept;

	private @Nullable HandshakeRequest handshake;

	private @Nullable ServletResponse response;

	private boolean handedOver;

	private @Nullable SocketWrapperBase<?> socket;

	private volatile @Nullable TomcatTls tls;

	private volatile @Nullable AdoptedChannel channel;

	/**
	 * Called by Tomcat.
	 */
	public TomcatUpgradeHandler() {
	}

	void prepare(WebSocketEngine engine, HandshakeDecision.Accept accept, HandshakeRequest handshake,
			HttpServletResponse response) {
		this.engine = engine;
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
		Assert.state(this.engine != null && this.accept != null && this.handshake != null, "Not prepared");
		SocketWrapperBase<?> socket = this.socket;
		Assert.state(socket != null, "No socket");
		if (!this.handedOver) {
			logger.debug("A handshake was accepted, and then answered otherwise or failed: its connection is closed");
			socket.processSocket(SocketEvent.DISCONNECT, true);
			return;
		}
		if (!(socket.getSocket() instanceof NioChannel nioChannel)
				|| nioChannel instanceof SecureNioChannel secure && !TomcatTls.supports(secure)) {
			logger.error("Tomcat's connector cannot lend connections (" + socket.getSocket().getClass().getName()
					+ "): use the NIO connector, with the JDK's TLS if any, or set duplex.server.port");
			socket.processSocket(SocketEvent.DISCONNECT, true);
			return;
		}
		TomcatTls tls = (nioChannel instanceof SecureNioChannel secure) ? new TomcatTls(secure) : null;
		this.tls = tls;
		this.channel = this.engine.eventLoops()
			.adopt(nioChannel.getIOChannel(), tls, this.handshake.remoteAddress(), this.handshake.isSecure(),
					earlyBytes(nioChannel.getBufHandler()), this.engine.accept(this.accept, this.handshake),
					() -> socket.processSocket(SocketEvent.DISCONNECT, false));
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

	/**
	 * All further I/O is ours; Tomcat keeps the socket registered without interest.
	 */
	@Override
	public boolean hasAsyncIO() {
		return true;
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
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
