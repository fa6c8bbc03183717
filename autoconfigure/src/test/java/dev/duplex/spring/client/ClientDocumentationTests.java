package dev.duplex.spring.client;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Topics;
import dev.duplex.spring.WebSocketClientEndpoint;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.ClientEndpointSettings;
import dev.duplex.spring.endpoint.HandlerObserver;
import dev.duplex.spring.endpoint.JsonPayloadCodec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Each example of {@code docs/client.md} compiles, and its client endpoint is one.
 */
class ClientDocumentationTests {

	private static final String IMPORTS = """
			package example;
			import java.io.*;
			import java.nio.ByteBuffer;
			import java.nio.channels.WritableByteChannel;
			import java.nio.file.*;
			import java.time.Duration;
			import java.util.*;
			import java.util.concurrent.*;
			import dev.duplex.engine.*;
			import dev.duplex.engine.runtime.*;
			import dev.duplex.spring.*;
			import org.springframework.stereotype.Component;
			""";

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern NAME = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

	private static final Executor EXECUTOR = Runnable::run;

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		String documentation = Files.readString(Path.of("..", "docs", "client.md"));
		List<String> examples = EXAMPLE.matcher(documentation).results().map((result) -> result.group(1)).toList();
		assertThat(examples).hasSizeGreaterThan(3);
		return examples.stream().map((example) -> {
			String name = NAME.matcher(example).results().map((result) -> result.group(1)).findFirst().orElseThrow();
			return DynamicTest.dynamicTest(name, () -> start(name, compile(name, example)));
		});
	}

	private Path compile(String name, String example) throws Exception {
		Path target = Files.createDirectories(this.folder.resolve(name));
		Path source = Files.writeString(target.resolve(name + ".java"), IMPORTS + example);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-proc:none", "-parameters", "-encoding", "UTF-8", "-d", target.toString(),
					"-classpath", System.getProperty("java.class.path"));
			boolean compiled = compiler.getTask(output, files, null, options, null, files.getJavaFileObjects(source))
				.call();
			assertThat(compiled).as(output.toString()).isTrue();
		}
		return target;
	}

	private void start(String name, Path classes) throws Exception {
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader());
				AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
			Class<?> type = loader.loadClass("example." + name);
			WebSocketClientEndpoint annotation = type.getAnnotation(WebSocketClientEndpoint.class);
			if (annotation == null) {
				return;
			}
			ClientEndpointRegistry registry = new ClientEndpointRegistry(application,
					(id) -> new ClientEndpointSettings(id, ConnectionOptions.defaults(), List.of(), null), EXECUTOR,
					mock(Topics.class), new JsonPayloadCodec(JsonMapper.builder().build()), HandlerObserver.none());
			application.registerBean(ClientEndpointRegistry.class, () -> registry);
			application.register(type);
			application.refresh();
			assertThat(registry.endpoints()).containsOnlyKeys(annotation.value());
		}
	}

}
