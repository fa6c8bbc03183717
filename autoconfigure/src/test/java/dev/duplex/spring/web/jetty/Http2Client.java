package dev.duplex.spring.web.jetty;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2, which opens tunnels for WebSocket as a browser does (RFC
 * 8441).
 */
final class Http2Client implements AutoCloseable {

	private static final int STREAM_WINDOW = 64 * 1024;

	private final HTTP2Client client = new HTTP2Client();

	private final String scheme;

	private final String authority;

	private final Session session;

	private final CompletableFuture<SettingsFrame> settings = new CompletableFuture<>();

	/**
	 * Connects, by TLS if there is any.
	 */
	Http2Client(InetSocketAddress address, @Nullable SSLContext tls) throws Exception {
		this.scheme = (tls != null) ? "https" : "http";
		this.authority = "localhost:" + address.getPort();
		this.client.setInitialStreamRecvWindow(STREAM_WINDOW);
		this.client.setInitialSessionRecvWindow(64 * STREAM_WINDOW);
		this.client.start();
		Session.Listener listener = new Session.Listener() {

			@Override
			public void onSettings(Session session, SettingsFrame frame) {
				if (!frame.isReply()) {
					Http2Client.this.settings.complete(frame);
				}
			}

		};
		if (tls != null) {
			SslContextFactory.Client factory = new SslContextFactory.Client();
			factory.setSslContext(tls);
			this.client.addManaged(factory);
			this.session = this.client.connect(factory, address, listener).join();
		}
		else {
			this.session = this.client.connect(address, listener).join();
		}
	}

	/**
	 * The settings that the server has sent first.
	 */
	SettingsFrame settings() {
		return this.settings.join();
	}

	/**
	 * Asks for a WebSocket, with pairs of header name and value besides the version.
	 */
	Http2Tunnel webSocket(String path, String... headers) {
		HttpFields.Mutable fields = HttpFields.build().add("Sec-WebSocket-Version", "13");
		for (int i = 0; i < headers.length; i += 2) {
			fields.add(headers[i], headers[i + 1]);
		}
		return connect("websocket", path, fields);
	}

	/**
	 * Asks for a tunnel of any protocol.
	 */
	Http2Tunnel connect(String protocol, String path, HttpFields headers) {
		settings();
		return Http2Tunnel.open(this.session, new MetaData.ConnectRequest(this.scheme,
				new HostPortHttpField(this.authority), path, headers, protocol));
	}

	@Override
	public void close() {
		LifeCycle.stop(this.client);
	}

}
