package dev.duplex.spring.web.tomcat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import dev.duplex.spring.handshake.HandshakeFilterChain;
import dev.duplex.spring.testing.FixedEndpoints;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import jakarta.servlet.DispatcherType;
import org.apache.coyote.ProtocolHandler;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.autoconfigure.TomcatVirtualThreadsWebServerFactoryCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * The engine behind a Tomcat of its own.
 */
final class TomcatPort implements TransportFixture {

	static final String NIO = "org.apache.coyote.http11.Http11NioProtocol";

	static final String NIO2 = "org.apache.coyote.http11.Http11Nio2Protocol";

	static final String RELEASING = ReleasingNioProtocol.class.getName();

	private final WebSocketEngine engine;

	private final WebServer server;

	private final @Nullable SSLContext tls;

	private final boolean lent;

	private TomcatPort(WebSocketEngine engine, List<Endpoint> endpoints, TomcatIo io, String protocol,
			@Nullable TestCertificate certificate) {
		this.engine = engine;
		this.lent = io == TomcatIo.ADOPTED;
		this.tls = (certificate != null) ? TestCertificate.context(certificate, certificate) : null;
		WebSocketUpgradeFilter filter = new WebSocketUpgradeFilter(engine, HandshakeFilterChain.none(engine),
				FixedEndpoints.of(endpoints), new TomcatUpgrader(engine, io));
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setRegisterDefaultServlet(true);
		factory.setProtocol(protocol);
		if (certificate != null) {
			factory.setSsl(ssl(certificate));
		}
		if (Threading.isVirtual()) {
			new TomcatVirtualThreadsWebServerFactoryCustomizer().customize(factory);
		}
		this.server = factory.getWebServer((servletContext) -> {
			servletContext.addListener(new TomcatAnswerListener());
			servletContext.addFilter("duplex", filter)
				.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
		});
		this.server.start();
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new TomcatPort(new WebSocketEngine(options, listener), endpoints, TomcatIo.ADOPTED, NIO, null);
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new TomcatPort(new WebSocketEngine(options, listener), endpoints, TomcatIo.ADOPTED, NIO,
				TestCertificate.of("localhost"));
	}

	/**
	 * Of another kind.
	 */
	static TransportFixture.Factory of(TomcatIo io, String protocol, boolean tls) {
		return (options, listener, endpoints) -> new TomcatPort(new WebSocketEngine(options, listener), endpoints, io,
				protocol, tls ? TestCertificate.of("localhost") : null);
	}

	private static Ssl ssl(TestCertificate certificate) {
		Ssl ssl = new Ssl();
		ssl.setKeyStore(certificate.file().toUri().toString());
		ssl.setKeyStorePassword(TestCertificate.PASSWORD);
		return ssl;
	}

	@Override
	public InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort());
	}

	@Override
	public RawClient connect(int receiveBuffer) {
		return (this.tls != null) ? RawClient.connectTls(address(), receiveBuffer, this.tls)
				: RawClient.connect(address(), receiveBuffer);
	}

	/**
	 * Finds what Tomcat has of the only client.
	 */
	NioChannel channel() {
		ProtocolHandler protocol = ((TomcatWebServer) this.server).getTomcat().getConnector().getProtocolHandler();
		AbstractEndpoint<?, ?> endpoint = ReflectionTestUtils.invokeMethod(protocol, "getEndpoint");
		return (NioChannel) endpoint.getConnections().iterator().next().getSocket();
	}

	@Override
	public boolean isSecure() {
		return this.tls != null;
	}

	@Override
	public WebSocketEngine engine() {
		return this.engine;
	}

	@Override
	public boolean isContainer() {
		return true;
	}

	@Override
	public int contexts() {
		return this.lent ? TransportFixture.super.contexts() : 2 * TransportFixture.super.contexts();
	}

	/**
	 * Stops Tomcat under the engine.
	 */
	void stopServer() {
		this.server.stop();
	}

	@Override
	public void close() {
		this.server.stop();
		this.server.destroy();
		this.engine.close();
	}

}
