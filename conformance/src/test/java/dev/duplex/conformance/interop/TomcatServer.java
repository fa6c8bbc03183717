package dev.duplex.conformance.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.tck.TestCertificate;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLHostConfigCertificate.Type;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's own server.
 */
final class TomcatServer implements PeerServer {

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS);
	}

	@Override
	public List<String> deflates() {
		return List.of("as offered");
	}

	@Override
	public int unknownPathStatus() {
		return 404;
	}

	@Override
	public int foreignOriginStatus() {
		return 403;
	}

	@Override
	public Running start(boolean tls, @Nullable String deflate) throws Exception {
		Tomcat tomcat = new Tomcat();
		Path folder = Files.createTempDirectory("tomcat");
		folder.toFile().deleteOnExit();
		tomcat.setBaseDir(folder.toString());
		Connector connector = new Connector();
		connector.setPort(0);
		connector.setProperty("address", "127.0.0.1");
		if (tls) {
			secure(connector);
		}
		tomcat.setConnector(connector);
		PeerEnds ends = new PeerEnds();
		Context context = tomcat.addContext("", folder.toString());
		Tomcat.addServlet(context, "default", new DefaultServlet());
		context.addServletMappingDecoded("/", "default");
		context.addServletContainerInitializer(new WsSci(), null);
		context.addServletContainerInitializer((classes, servletContext) -> {
			ServerContainer container = (ServerContainer) servletContext.getAttribute(ServerContainer.class.getName());
			try {
				container
					.addEndpoint(ServerEndpointConfig.Builder.create(ServerRecorder.class, PeerEnds.ROOT + "{link}")
						.subprotocols(SUBPROTOCOLS)
						.configurator(new Configurator(ends, deflate != null))
						.build());
			}
			catch (DeploymentException ex) {
				throw new ServletException(ex);
			}
		}, null);
		tomcat.start();
		return new RunningTomcat(tomcat, ends);
	}

	private static void secure(Connector connector) {
		SSLHostConfig config = new SSLHostConfig();
		SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(config, Type.UNDEFINED);
		certificate.setCertificateKeystoreFile(Tls.CERTIFICATE.file().toString());
		certificate.setCertificateKeystorePassword(TestCertificate.PASSWORD);
		certificate.setCertificateKeystoreType("PKCS12");
		config.addCertificate(certificate);
		connector.addSslHostConfig(config);
		connector.setProperty("SSLEnabled", "true");
		connector.setScheme("https");
		connector.setSecure(true);
	}

	private record RunningTomcat(Tomcat tomcat, PeerEnds ends) implements Running {

		@Override
		public int port() {
			return this.tomcat.getConnector().getLocalPort();
		}

		@Override
		public PeerConnection await(String path) throws Exception {
			return this.ends.await(path);
		}

		@Override
		public void close() throws LifecycleException {
			this.tomcat.stop();
			this.tomcat.destroy();
		}

	}

	/**
	 * One for each server.
	 */
	private static final class Configurator extends ServerEndpointConfig.Configurator {

		private final PeerEnds ends;

		private final boolean deflate;

		private Configurator(PeerEnds ends, boolean deflate) {
			this.ends = ends;
			this.deflate = deflate;
		}

		@Override
		public boolean checkOrigin(@Nullable String originHeaderValue) {
			return originHeaderValue == null;
		}

		@Override
		public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
			return this.deflate ? super.getNegotiatedExtensions(installed, requested) : List.of();
		}

		@Override
		public <T> T getEndpointInstance(Class<T> clazz) {
			return clazz.cast(new ServerRecorder(this.ends));
		}

	}

	private static final class ServerRecorder extends TomcatConnection.Recorder {

		private final PeerEnds ends;

		private ServerRecorder(PeerEnds ends) {
			this.ends = ends;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			super.onOpen(session, config);
			this.ends.opened(session.getRequestURI().getPath(), new TomcatConnection(session, received()));
		}

	}

}
