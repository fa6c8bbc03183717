package dev.duplex.spring.endpoint;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.Topics;
import dev.duplex.spring.testing.DocumentationExamples;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example of {@code docs/endpoints.md} compiles, and its endpoint starts.
 */
class EndpointDocumentationTests {

	private static final String IMPORTS = """
			import java.util.*;
			import java.util.concurrent.*;
			import dev.duplex.engine.*;
			import dev.duplex.spring.*;
			import org.springframework.core.*;
			import org.springframework.core.annotation.*;
			import org.springframework.stereotype.*;
			import org.springframework.validation.annotation.*;
			import org.springframework.web.bind.annotation.*;
			""";

	private static final Pattern ENDPOINT = Pattern.compile("@WebSocketEndpoint\\(.*\\)\nclass (\\w+)");

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		return DocumentationExamples.tests("endpoints.md", IMPORTS, ENDPOINT, this.folder, this::start);
	}

	private void start(Class<?> endpoint) {
		ClassLoader loader = endpoint.getClassLoader();
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.registerBean(Topics.class, FakeTopics::new);
			registerIndex(application, loader);
			application.register(endpoint);
			application.registerBean(Validator.class, () -> Validator.forInstanceOf(Object.class, (value, errors) -> {
			}));
			register(application, loader, "example.Problems");
			register(application, loader, "example.TenantResolver");
		})) {
			assertThat(context.registry.endpoints()).hasSize(1);
		}
	}

	/**
	 * The one collaborator that an example has.
	 */
	private void registerIndex(AnnotationConfigApplicationContext application, ClassLoader loader) {
		try {
			registerProxy(application, loader, loader.loadClass("example.Index"));
		}
		catch (ClassNotFoundException ex) {
			// This example has none.
		}
	}

	/**
	 * What an example has beside its endpoint.
	 */
	private void register(AnnotationConfigApplicationContext application, ClassLoader loader, String name) {
		try {
			application.register(loader.loadClass(name));
		}
		catch (ClassNotFoundException ex) {
			// This example has none.
		}
	}

	private <T> void registerProxy(AnnotationConfigApplicationContext application, ClassLoader loader, Class<T> type) {
		application.registerBean(type, () -> type.cast(Proxy.newProxyInstance(loader, new Class<?>[] { type },
				(proxy, method, arguments) -> CompletableFuture.completedStage(List.of()))));
	}

}
