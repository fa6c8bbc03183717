package dev.duplex.spring.client;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Topics;
import dev.duplex.spring.WebSocketClientEndpoint;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.ClientEndpointSettings;
import dev.duplex.spring.endpoint.HandlerObserver;
import dev.duplex.spring.endpoint.JsonPayloadCodec;
import dev.duplex.spring.testing.DocumentationExamples;
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

	private static final Pattern NAME = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

	private static final Executor EXECUTOR = Runnable::run;

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		return DocumentationExamples.tests("client.md", IMPORTS, NAME, this.folder, this::start);
	}

	private void start(Class<?> type) {
		WebSocketClientEndpoint annotation = type.getAnnotation(WebSocketClientEndpoint.class);
		if (annotation == null) {
			return;
		}
		try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
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
