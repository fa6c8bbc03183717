package dev.duplex.spring.endpoint;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.Topics;
import dev.duplex.spring.testing.DocumentationExamples;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example of {@code docs/slow-peers.md} compiles, and its endpoint starts.
 */
class SlowPeersDocumentationTests {

	private static final String IMPORTS = """
			package example;
			import java.nio.*;
			import java.time.*;
			import dev.duplex.engine.*;
			import dev.duplex.spring.*;
			import org.springframework.web.bind.annotation.*;
			""";

	private static final Pattern ENDPOINT = Pattern.compile("@WebSocketEndpoint\\(.*\\)\nclass (\\w+)");

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		return DocumentationExamples.of("slow-peers.md").stream().map((example) -> {
			String name = DocumentationExamples.name(example, ENDPOINT);
			return DynamicTest.dynamicTest(name,
					() -> start(name, DocumentationExamples.compile(this.folder, name, IMPORTS + example)));
		});
	}

	private void start(String name, Path classes) throws Exception {
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			Class<?> endpoint = loader.loadClass("example." + name);
			try (EndpointTestContext context = EndpointTestContext.of((application) -> {
				application.registerBean(Topics.class, FakeTopics::new);
				application.register(endpoint);
			})) {
				assertThat(context.registry.endpoints()).hasSize(1);
			}
		}
	}

}
