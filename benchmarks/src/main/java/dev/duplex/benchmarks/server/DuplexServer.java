package dev.duplex.benchmarks.server;

import java.util.Map;

import dev.duplex.benchmarks.server.ServerArguments.Deflate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * A Boot application with the starter and annotated endpoints.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class DuplexServer {

	/** Argument: the endpoint has a port of its own, else it shares the web server's. */
	public static final String OWN_PORT = "own-port";

	/** Argument: the handlers run on the event loop, else where they do by default. */
	public static final String EVENT_LOOP = "event-loop";

	/** Argument: Tomcat's threads move the bytes, else ours. */
	public static final String CONTAINER_IO = "container-io";

	/** Argument: Tomcat's sockets release their buffers, else they keep them. */
	public static final String RELEASE_BUFFERS = "release-buffers";

	/**
	 * Starts the server.
	 * @param args words of this class, each or not, and those of {@link ServerArguments}
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		ServerArguments arguments = ServerArguments.parse(args);
		boolean ownPort = arguments.words().contains(OWN_PORT);
		boolean eventLoop = arguments.words().contains(EVENT_LOOP);
		Map<String, Object> properties = SpringSupport.properties(arguments, ownPort ? "duplex.server" : "server");
		Deflate deflate = arguments.deflate();
		if (deflate != null) {
			properties.put("duplex.compression.enabled", true);
			properties.put("duplex.compression.level", deflate.level());
			properties.put("duplex.compression.min-size", 0);
			properties.put("duplex.compression.context-takeover", deflate.contextTakeover());
		}
		properties.put("duplex.limits.max-connections", 50_000);
		if (ownPort) {
			properties.put("duplex.server.port", 0);
			properties.put("duplex.server.address", "127.0.0.1");
		}
		if (arguments.words().contains(CONTAINER_IO)) {
			properties.put("duplex.server.tomcat.io", "container");
		}
		if (arguments.words().contains(RELEASE_BUFFERS)) {
			properties.put("duplex.server.tomcat.release-buffers", true);
		}
		SpringApplication application = new SpringApplication(DuplexServer.class,
				eventLoop ? EventLoopEcho.class : Echo.class, eventLoop ? EventLoopTopic.class : Topic.class,
				SlowRequests.class);
		application.setDefaultProperties(properties);
		ApplicationContext context = application.run();
		Console.serve(ownPort ? context.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class)
				: SpringSupport.port(context));
	}

}
