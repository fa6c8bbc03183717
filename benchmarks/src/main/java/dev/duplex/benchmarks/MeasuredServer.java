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
import dev.duplex.benchmarks.server.SpringTomcatServer;
import dev.duplex.benchmarks.server.TomcatServer;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;

import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.web.socket.WebSocketHandler;

/**
 * The servers that can be measured.
 */
enum MeasuredServer {

	/**
	 * The engine on its own port, without Spring; text is echoed as the bytes it came in.
	 */
	DUPLEX_ENGINE(EngineServer.class, List.of()),

	/** As {@link #DUPLEX_ENGINE}, but text is echoed as strings. */
	DUPLEX_ENGINE_STRINGS(EngineServer.class, List.of(EngineServer.STRINGS)),

	/** An annotated endpoint on a port of its own, with the defaults. */
	DUPLEX_OWN_PORT(DuplexServer.class, List.of(DuplexServer.OWN_PORT), WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** An annotated endpoint on Tomcat's port, with the defaults. */
	DUPLEX_TOMCAT(DuplexServer.class, List.of(), WebSocketHandler.class, WebSocketMessagingAutoConfiguration.class),

	/** As {@link #DUPLEX_TOMCAT}, but the handlers run on the event loop. */
	DUPLEX_TOMCAT_EVENT_LOOP(DuplexServer.class, List.of(DuplexServer.EVENT_LOOP), WebSocketHandler.class,
			WebSocketMessagingAutoConfiguration.class),

	/** Netty's WebSocket codec on NIO: what the others are compared with. */
	NETTY(NettyServer.class, List.of()),

	/** Tomcat's own Jakarta WebSocket support, without Spring. */
	TOMCAT(TomcatServer.class, List.of()),

	/** Spring's WebSocket support on Tomcat. */
	SPRING_TOMCAT(SpringTomcatServer.class, List.of(), DuplexAutoConfiguration.class);

	private final Class<?> program;

	private final List<String> arguments;

	private final List<Class<?>> without;

	MeasuredServer(Class<?> program, List<String> arguments, Class<?>... without) {
		this.program = program;
		this.arguments = arguments;
		this.without = List.of(without);
	}

	/**
	 * The name in options and reports, for example {@code spring-tomcat}.
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static MeasuredServer of(String label) {
		return Arrays.stream(values())
			.filter((server) -> server.label().equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no server \"" + label + "\"; there are "
					+ Arrays.stream(values()).map(MeasuredServer::label).collect(Collectors.joining(", "))));
	}

	/**
	 * Whether there is such a server. Those on Tomcat's port take the socket over from it
	 * and leave TLS to a proxy.
	 * @param variant what the server is to be started for
	 */
	boolean takes(Variant variant) {
		return variant != Variant.TLS || this != DUPLEX_TOMCAT && this != DUPLEX_TOMCAT_EVENT_LOOP;
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
		Set<Path> left = this.without.stream().map(MeasuredServer::location).collect(Collectors.toSet());
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

}
