package dev.duplex.benchmarks.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Tomcat's own WebSocket support: an annotated Jakarta endpoint on embedded Tomcat, no
 * Spring.
 */
public final class TomcatServer {

	private TomcatServer() {
	}

	/**
	 * Starts the server.
	 * @param args those of {@link ServerArguments}; Tomcat compresses for whoever offers
	 * it, at a level that cannot be chosen
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(Files.createTempDirectory("benchmark-tomcat").toString());
		Connector connector = new Connector();
		connector.setPort(0);
		connector.setProperty("address", "127.0.0.1");
		connector.setProperty("maxConnections", "100000");
		connector.setProperty("acceptCount", "1024");
		ServerArguments arguments = ServerArguments.parse(args);
		Certificate certificate = arguments.certificate();
		if (certificate != null) {
			addTls(connector, certificate);
		}
		tomcat.setConnector(connector);
		Context context = tomcat.addContext("", null);
		if (arguments.messageSize() > 0) {
			context.addParameter("org.apache.tomcat.websocket.textBufferSize", String.valueOf(arguments.messageSize()));
			context.addParameter("org.apache.tomcat.websocket.binaryBufferSize",
					String.valueOf(arguments.messageSize()));
		}
		Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
		context.addServletContainerInitializer(new WsSci(), null);
		context.addApplicationListener(Deployment.class.getName());
		tomcat.start();
		Console.serve(connector.getLocalPort());
	}

	private static void addTls(Connector connector, Certificate certificate) {
		SSLHostConfig host = new SSLHostConfig();
		SSLHostConfigCertificate key = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
		key.setCertificateKeystoreFile(certificate.file().toString());
		key.setCertificateKeystoreType(Certificate.TYPE);
		key.setCertificateKeystorePassword(Certificate.PASSWORD);
		host.addCertificate(key);
		connector.setSecure(true);
		connector.setScheme("https");
		connector.setProperty("SSLEnabled", "true");
		connector.addSslHostConfig(host);
	}

	/**
	 * Adds the endpoint. Created by Tomcat.
	 */
	public static final class Deployment implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
			try {
				((ServerContainer) container).addEndpoint(Echo.class);
				((ServerContainer) container).addEndpoint(Topic.class);
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Echoes. Created by Tomcat, one for each connection.
	 */
	@ServerEndpoint("/echo")
	public static final class Echo {

		/**
		 * Echoes a text message.
		 * @param session the connection
		 * @param text the message
		 * @throws IOException if it broke
		 */
		@OnMessage
		public void text(Session session, String text) throws IOException {
			session.getBasicRemote().sendText(text);
		}

		/**
		 * Echoes a binary message.
		 * @param session the connection
		 * @param data the message
		 * @throws IOException if it broke
		 */
		@OnMessage
		public void binary(Session session, ByteBuffer data) throws IOException {
			session.getBasicRemote().sendBinary(data);
		}

	}

	/**
	 * Sends a text to everybody. Created by Tomcat, one for each connection.
	 */
	@ServerEndpoint("/topic")
	public static final class Topic {

		private static final Set<Session> EVERYBODY = ConcurrentHashMap.newKeySet();

		/**
		 * One more.
		 * @param session the connection
		 */
		@OnOpen
		public void open(Session session) {
			EVERYBODY.add(session);
		}

		/**
		 * One less.
		 * @param session the connection
		 */
		@OnClose
		public void close(Session session) {
			EVERYBODY.remove(session);
		}

		/**
		 * Publishes a text message. A session takes one message at a time.
		 * @param text the message
		 */
		@OnMessage
		public void text(String text) {
			for (Session session : EVERYBODY) {
				synchronized (session) {
					send(session, text);
				}
			}
		}

		private static void send(Session session, String text) {
			try {
				session.getBasicRemote().sendText(text);
			}
			catch (IOException | IllegalStateException ex) {
				EVERYBODY.remove(session);
			}
		}

	}

}
