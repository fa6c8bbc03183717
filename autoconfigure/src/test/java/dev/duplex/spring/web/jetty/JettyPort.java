package dev.duplex.spring.web.jetty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TestCertificate;
import dev.duplex.engine.tck.Threading;
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.spring.endpoint.EndpointMatcher;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.testing.FixedEndpoints;
import dev.duplex.spring.testing.TestBundles;
import dev.duplex.spring.web.ExtendedConnectFilter;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.eclipse.jetty.http2.RateControl;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.server.AbstractConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.jetty.autoconfigure.JettyVirtualThreadsWebServerFactoryCustomizer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;

/**
 * The engine behind a Jetty of its own, which has forgotten every connection when it
 * closes.
 */
final class JettyPort implements TransportFixture {

	private final WebSocketEngine engine;

	private final JettyWebServer server;

	private final ConnectionStatistics statistics = new ConnectionStatistics();

	private final @Nullable SSLContext tls;

	private @Nullable Http2Bridge bridge;

	private JettyPort(WebSocketEngine engine, List<Endpoint> endpoints, @Nullable TestCertificate certificate,
			boolean http2) {
		this.engine = engine;
		this.tls = (certificate != null) ? TestCertificate.context(null, certificate) : null;
		EndpointMatcher matcher = FixedEndpoints.of(endpoints);
		JettyUpgrader upgrader = new JettyUpgrader(engine);
		List<Filter> filters = List.of(new ExtendedConnectFilter(matcher, upgrader),
				new WebSocketUpgradeFilter(engine, HandshakeFilterChain.none(engine), matcher, upgrader));
		JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
		if (certificate != null) {
			TestBundles.use(certificate, factory);
		}
		if (http2) {
			Http2 enabled = new Http2();
			enabled.setEnabled(true);
			factory.setHttp2(enabled);
		}
		if (Threading.isVirtual()) {
			new JettyVirtualThreadsWebServerFactoryCustomizer(new JettyServerProperties()).customize(factory);
		}
		factory.addServerCustomizers((jetty) -> Arrays.stream(jetty.getConnectors())
			.forEach((connector) -> customize((AbstractConnector) connector)));
		this.server = (JettyWebServer) factory.getWebServer((servletContext) -> {
			filters.forEach((filter) -> servletContext.addFilter(filter.getClass().getSimpleName(), filter)
				.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*"));
			servletContext.addServlet("nothing", new Nothing()).addMapping("/");
		});
		this.server.start();
	}

	private void customize(AbstractConnector connector) {
		connector.addBean(this.statistics);
		AbstractHTTP2ServerConnectionFactory http2 = connector
			.getConnectionFactory(AbstractHTTP2ServerConnectionFactory.class);
		if (http2 != null) {
			// A browser does not reset a hundred streams in a second. By the property's
			// name, as its type has
			// changed between versions of Jetty.
			PropertyAccessorFactory.forBeanPropertyAccess(http2)
				.setPropertyValue("rateControlFactory", new RateControl.Factory() {
				});
		}
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new JettyPort(new WebSocketEngine(options, listener), endpoints, null, false);
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new JettyPort(new WebSocketEngine(options, listener), endpoints, TestCertificate.of("localhost"), false);
	}

	/**
	 * To be reached over HTTP/2.
	 */
	static TransportFixture startHttp2(EngineOptions options, EngineListener listener, List<Endpoint> endpoints)
			throws Exception {
		JettyPort port = new JettyPort(new WebSocketEngine(options, listener), endpoints, null, true);
		port.bridge = new Http2Bridge(new Http2Client(port.address(), null));
		return port;
	}

	@Override
	public InetSocketAddress address() {
		if (this.bridge != null) {
			return this.bridge.address();
		}
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort());
	}

	@Override
	public RawClient connect(int receiveBuffer) {
		return (this.tls != null) ? RawClient.connectTls(address(), receiveBuffer, this.tls)
				: RawClient.connect(address(), receiveBuffer);
	}

	@Override
	public WebSocketEngine engine() {
		return this.engine;
	}

	@Override
	public boolean isSecure() {
		return this.tls != null;
	}

	@Override
	public boolean isContainer() {
		return true;
	}

	/**
	 * Lanes, of which there are two for each event loop.
	 */
	@Override
	public int contexts() {
		return 2 * this.engine.options().eventLoops();
	}

	@Override
	public void close() {
		try {
			if (this.bridge != null) {
				this.bridge.close();
			}
			Awaitility.await("Jetty has forgotten its connections")
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(2))
				.until(() -> this.statistics.getConnections() == 0
						&& Arrays.stream(this.server.getServer().getConnectors())
							.allMatch((connector) -> connector.getConnectedEndPoints().isEmpty()));
		}
		finally {
			this.server.stop();
			this.server.destroy();
			this.engine.close();
		}
	}

	/**
	 * Answers what is for no endpoint.
	 */
	private static final class Nothing extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) {
			response.setStatus(HttpServletResponse.SC_NOT_FOUND);
		}

	}

}
