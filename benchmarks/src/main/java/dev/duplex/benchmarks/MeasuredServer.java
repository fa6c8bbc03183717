package dev.duplex.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.duplex.benchmarks.server.DuplexServer;
import dev.duplex.benchmarks.server.EngineServer;
import dev.duplex.benchmarks.server.NettyServer;
import dev.duplex.benchmarks.server.SpringServletServer;
import dev.duplex.benchmarks.server.SpringWebFluxServer;
import dev.duplex.benchmarks.server.TomcatServer;
import dev.duplex.benchmarks.server.UndertowServer;
import dev.duplex.benchmarks.server.VertxServer;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.WebSocketHandler;

/**
 * The servers that can be measured.
 */
enum MeasuredServer {

	/**
	 * The engine on its own port, without Spring; text is echoed as the bytes it came in.
	 */
	DUPLEX_ENGINE(EngineServer.class, List.of(), null),

	/** As {@link #DUPLEX_ENGINE}, but text is echoed as strings. */
	DUPLEX_ENGINE_STRINGS(EngineServer.class, List.of(EngineServer.STRINGS), null),

	/** An annotated endpoint on a port of its own, with the defaults. */
	DUPLEX_OWN_PORT(DuplexServer.class, List.of(DuplexServer.OWN_PORT), Stack.TOMCAT, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_OWN_PORT}, but the handlers run on the event loop. */
	DUPLEX_OWN_PORT_EVENT_LOOP(DuplexServer.class, List.of(DuplexServer.OWN_PORT, DuplexServer.EVENT_LOOP),
			Stack.TOMCAT, WebSocketHandler.class, WebSocketMessagingAutoConfiguration.class),

	/** An annotated endpoint on Tomcat's port, with the defaults. */
	DUPLEX_TOMCAT(DuplexServer.class, List.of(), Stack.TOMCAT, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_TOMCAT}, but the handlers run on the event loop. */
	DUPLEX_TOMCAT_EVENT_LOOP(DuplexServer.class, List.of(DuplexServer.EVENT_LOOP), Stack.TOMCAT, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_TOMCAT}, but Tomcat's threads move the bytes. */
	DUPLEX_TOMCAT_CONTAINER(DuplexServer.class, List.of(DuplexServer.CONTAINER_IO), Stack.TOMCAT,
			WebSocketHandler.class, WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_TOMCAT}, but Tomcat's sockets release their buffers. */
	DUPLEX_TOMCAT_RELEASE(DuplexServer.class, List.of(DuplexServer.RELEASE_BUFFERS), Stack.TOMCAT,
			WebSocketHandler.class, WebSocketMessagingAutoConfiguration.class),

	/** An annotated endpoint on Jetty's port, with the defaults. */
	DUPLEX_JETTY(DuplexServer.class, List.of(), Stack.JETTY, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_JETTY}, but the handlers run where Jetty finds the bytes. */
	DUPLEX_JETTY_EVENT_LOOP(DuplexServer.class, List.of(DuplexServer.EVENT_LOOP), Stack.JETTY, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** An annotated endpoint on Reactor Netty's port, with the defaults. */
	DUPLEX_REACTOR_NETTY(DuplexServer.class, List.of(), Stack.REACTOR_NETTY, WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_REACTOR_NETTY}, but the handlers run on Netty's event loop. */
	DUPLEX_REACTOR_NETTY_EVENT_LOOP(DuplexServer.class, List.of(DuplexServer.EVENT_LOOP), Stack.REACTOR_NETTY,
			WebSocketHandler.class, WebSocketMessagingAutoConfiguration.class),

	/** Netty's WebSocket codec on NIO: what the others are compared with. */
	NETTY(NettyServer.class, List.of(), null),

	/** Vert.x on NIO. */
	VERTX(VertxServer.class, List.of(), null),

	/** Undertow's own WebSocket support. */
	UNDERTOW(UndertowServer.class, List.of(), null),

	/** Tomcat's own Jakarta WebSocket support, without Spring. */
	TOMCAT(TomcatServer.class, List.of(), null),

	/** Spring's WebSocket support on Tomcat. */
	SPRING_TOMCAT(SpringServletServer.class, List.of(), Stack.TOMCAT, DuplexAutoConfiguration.class),

	/** Spring's WebSocket support on Jetty. */
	SPRING_JETTY(SpringServletServer.class, List.of(), Stack.JETTY, DuplexAutoConfiguration.class),

	/** Spring WebFlux's WebSocket support on Reactor Netty. */
	SPRING_WEBFLUX(SpringWebFluxServer.class, List.of(), Stack.REACTOR_NETTY, DuplexAutoConfiguration.class,
			WebSocketMessagingAutoConfiguration.class);

	/** What is neither TLS nor compressed is enough to compare them. */
	private static final Set<MeasuredServer> PLAIN = Set.of(VERTX, UNDERTOW);

	private final Class<?> program;

	private final List<String> arguments;

	private final @Nullable Stack stack;

	private final List<Class<?>> without;

	MeasuredServer(Class<?> program, List<String> arguments, @Nullable Stack stack, Class<?>... without) {
		this.program = program;
		this.arguments = arguments;
		this.stack = stack;
		this.without = List.of(without);
	}

	/**
	 * The name in options and reports, for example {@code spring-tomcat}.
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	boolean isOurs() {
		return name().startsWith("DUPLEX");
	}

	static MeasuredServer of(String label) {
		return Arrays.stream(values())
			.filter((server) -> server.label().equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no server \"" + label + "\"; there are "
					+ Arrays.stream(values()).map(MeasuredServer::label).collect(Collectors.joining(", "))));
	}

	/**
	 * Whether it can be measured with that. Slow requests are for applications that have
	 * threads for requests, those of a servlet container.
	 * @param variant what goes over the connections
	 */
	boolean takes(Variant variant) {
		if (PLAIN.contains(this) && variant.ofServer() != Variant.TEXT) {
			return false;
		}
		return variant != Variant.SLOW_REQUESTS || this.stack == Stack.TOMCAT || this.stack == Stack.JETTY;
	}

	/**
	 * The program, which several servers may have in common.
	 */
	Class<?> program() {
		return this.program;
	}

	/**
	 * What {@code java} has to run: class path, main class and its arguments.
	 */
	List<String> command() {
		return Stream.concat(Stream.of("-cp", classPath(), this.program.getName()), this.arguments.stream()).toList();
	}

	/**
	 * This process's class path without the jars that would change the server by being
	 * there: auto-configuration acts on what it finds.
	 */
	private String classPath() {
		Stream<Class<?>> others = (this.stack != null) ? this.stack.others() : Stream.empty();
		Set<Path> left = Stream.concat(others, this.without.stream())
			.map(MeasuredServer::location)
			.collect(Collectors.toSet());
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !left.contains(Path.of(entry).toAbsolutePath()))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Path location(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		try {
			return Path.of(source.getLocation().toURI()).toAbsolutePath();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A web server with the framework on top. Spring Boot takes what is on the class
	 * path, so the others must not be there.
	 */
	private enum Stack {

		TOMCAT(DispatcherServlet.class, WebMvcAutoConfiguration.class, TomcatWebServer.class, Tomcat.class,
				WsSci.class),

		JETTY(DispatcherServlet.class, WebMvcAutoConfiguration.class, JettyWebServer.class, Server.class,
				ServletContextHandler.class, JettyWebSocketServerContainer.class),

		REACTOR_NETTY(DispatcherHandler.class, WebFluxAutoConfiguration.class, NettyWebServer.class, HttpServer.class);

		private final Set<Class<?>> parts;

		Stack(Class<?>... parts) {
			this.parts = Set.of(parts);
		}

		Stream<Class<?>> others() {
			return Stream.of(values())
				.flatMap((stack) -> stack.parts.stream())
				.filter((part) -> !this.parts.contains(part));
		}

	}

}
