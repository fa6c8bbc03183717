package dev.duplex.spring.web.tomcat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.engine.tck.TransportFixture;
import dev.duplex.spring.testing.FixedEndpoints;
import dev.duplex.spring.web.WebSocketUpgradeFilter;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/**
 * The engine behind a Tomcat of its own.
 */
final class TomcatPort implements TransportFixture {

	private final WebSocketEngine engine;

	private final WebServer server;

	private TomcatPort(WebSocketEngine engine, List<Endpoint> endpoints) {
		this.engine = engine;
		WebSocketUpgradeFilter filter = new WebSocketUpgradeFilter(engine, FixedEndpoints.registry(endpoints),
				new TomcatUpgrader(engine));
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setRegisterDefaultServlet(true);
		this.server = factory.getWebServer((servletContext) -> servletContext.addFilter("duplex", filter)
			.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*"));
		this.server.start();
	}

	static TransportFixture start(EngineOptions options, EngineListener listener, List<Endpoint> endpoints) {
		return new TomcatPort(new WebSocketEngine(options, listener), endpoints);
	}

	@Override
	public InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getPort());
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
	public void close() {
		this.server.stop();
		this.server.destroy();
		this.engine.close();
	}

}
