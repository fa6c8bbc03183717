package dev.duplex.spring.endpoint;

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
		return DocumentationExamples.tests("slow-peers.md", IMPORTS, ENDPOINT, this.folder, this::start);
	}

	private void start(Class<?> endpoint) {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.registerBean(Topics.class, FakeTopics::new);
			application.register(endpoint);
		})) {
			assertThat(context.registry.endpoints()).hasSize(1);
		}
	}

}
