package dev.duplex.benchmarks.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * A Boot application with the starter and one annotated endpoint.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class DuplexServer {

	/** Argument: the endpoint has a port of its own, else it shares Tomcat's. */
	public static final String OWN_PORT = "own-port";

	/** Argument: the handlers run on the event loop, else where they do by default. */
	public static final String EVENT_LOOP = "event-loop";

	/**
	 * Starts the server.
	 * @param args {@link #OWN_PORT} and {@link #EVENT_LOOP}, each or not
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		boolean ownPort = List.of(args).contains(OWN_PORT);
		boolean eventLoop = List.of(args).contains(EVENT_LOOP);
		Map<String, Object> properties = new HashMap<>(SpringSupport.PROPERTIES);
		properties.put("duplex.limits.max-connections", 50_000);
		if (ownPort) {
			properties.put("duplex.server.port", 0);
			properties.put("duplex.server.address", "127.0.0.1");
		}
		SpringApplication application = new SpringApplication(DuplexServer.class,
				eventLoop ? EventLoopEcho.class : Echo.class);
		application.setDefaultProperties(properties);
		ApplicationContext context = application.run();
		Console.serve(ownPort ? context.getEnvironment().getRequiredProperty("local.duplex.port", Integer.class)
				: SpringSupport.port(context));
	}

}
