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
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.autoconfigure.TomcatVirtualThreadsWebServerFactoryCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

/**
 * The engine behind a Tomcat of its own.
 */
final class TomcatPort implements TransportFixture {

	private final WebSocketEngine engine;

	private final WebServer server;

	private final @Nullable SSLContext tls;

	private TomcatPort(WebSocketEngine engine, List<Endpoint> endpoints, @Nullable TestCertificate certificate) {
		this.engine = engine;
		this.tls = (certificate != null) ? TestCertificate.context(certificate, certificate) : null;
		WebSocketUpgradeFilter filter = new WebSocketUpgradeFilter(engine, HandshakeFilterChain.none(engine),
				FixedEndpoints.of(endpoints), new TomcatUpgrader(engine));
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setRegisterDefaultServlet(true);
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
		return new TomcatPort(new WebSocketEngine(options, listener), endpoints, null);
	}

	static TransportFixture startTls(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new TomcatPort(new WebSocketEngine(options, listener), endpoints, TestCertificate.of("localhost"));
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
