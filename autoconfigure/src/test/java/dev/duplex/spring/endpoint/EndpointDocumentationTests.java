package dev.duplex.spring.endpoint;

import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import dev.duplex.engine.Topics;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example of {@code docs/endpoints.md} compiles, and its endpoint starts.
 */
class EndpointDocumentationTests {

	private static final String IMPORTS = """
			package example;
			import java.util.*;
			import java.util.concurrent.*;
			import dev.duplex.engine.*;
			import dev.duplex.spring.*;
			import org.springframework.web.bind.annotation.*;
			""";

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern ENDPOINT = Pattern.compile("@WebSocketEndpoint\\(.*\\)\nclass (\\w+)");

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		String documentation = Files.readString(Path.of("..", "docs", "endpoints.md"));
		List<String> examples = EXAMPLE.matcher(documentation).results().map((result) -> result.group(1)).toList();
		assertThat(examples).hasSizeGreaterThan(3);
		return examples.stream().map((example) -> {
			String name = ENDPOINT.matcher(example)
				.results()
				.map((result) -> result.group(1))
				.findFirst()
				.orElseThrow();
			return DynamicTest.dynamicTest(name, () -> start(name, compile(name, example)));
		});
	}

	private Path compile(String name, String example) throws Exception {
		Path target = Files.createDirectories(this.folder.resolve(name));
		Path source = Files.writeString(target.resolve(name + ".java"), IMPORTS + example);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-proc:none", "-parameters", "-d", target.toString(), "-classpath",
					System.getProperty("java.class.path"));
			boolean compiled = compiler.getTask(output, files, null, options, null, files.getJavaFileObjects(source))
				.call();
			assertThat(compiled).as(output.toString()).isTrue();
		}
		return target;
	}

	private void start(String name, Path classes) throws Exception {
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			Class<?> endpoint = loader.loadClass("example." + name);
			try (EndpointTestContext context = EndpointTestContext.of((application) -> {
				application.registerBean(Topics.class, FakeTopics::new);
				registerIndex(application, loader);
				application.register(endpoint);
			})) {
				assertThat(context.registry.endpoints()).hasSize(1);
			}
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

	private <T> void registerProxy(AnnotationConfigApplicationContext application, ClassLoader loader, Class<T> type) {
		application.registerBean(type, () -> type.cast(Proxy.newProxyInstance(loader, new Class<?>[] { type },
				(proxy, method, arguments) -> CompletableFuture.completedStage(List.of()))));
	}

}
