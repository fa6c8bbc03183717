package dev.duplex.spring.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.DynamicTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java examples of a page of the manual.
 */
public final class DocumentationExamples {

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private DocumentationExamples() {
	}

	/**
	 * A test for each example of a page: that it compiles, and what else there is to say
	 * of its class.
	 * @param page the page's file name
	 * @param imports what stands before each example
	 * @param name finds the class; its first group is the name
	 * @param folder where to compile to
	 * @param check looks at the class, whose loader knows the others of the example
	 * @return the tests, in order; more than three
	 * @throws IOException if there is no such page
	 */
	public static Stream<DynamicTest> tests(String page, String imports, Pattern name, Path folder, Check check)
			throws IOException {
		return of(page).stream().map((example) -> {
			String className = name(example, name);
			return DynamicTest.dynamicTest(className, () -> {
				Path classes = compile(folder, className, "package example;\n" + imports + example);
				try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
						DocumentationExamples.class.getClassLoader())) {
					check.check(loader.loadClass("example." + className));
				}
			});
		});
	}

	/**
	 * Reads the examples of a page.
	 * @param page the page's file name
	 * @return the examples, in order; more than three
	 * @throws IOException if there is no such page
	 */
	private static List<String> of(String page) throws IOException {
		String documentation = Files.readString(Path.of("..", "docs", page));
		List<String> examples = EXAMPLE.matcher(documentation).results().map((result) -> result.group(1)).toList();
		assertThat(examples).hasSizeGreaterThan(3);
		return examples;
	}

	/**
	 * Finds the name of an example's class.
	 * @param example the example
	 * @param pattern finds the class; its first group is the name
	 * @return the name
	 */
	private static String name(String example, Pattern pattern) {
		return pattern.matcher(example).results().map((result) -> result.group(1)).findFirst().orElseThrow();
	}

	/**
	 * Compiles a source, which must have no error.
	 * @param folder where to
	 * @param name the name of its class
	 * @param source the source
	 * @return the folder of its classes
	 * @throws IOException if it cannot be written
	 */
	private static Path compile(Path folder, String name, String source) throws IOException {
		Path target = Files.createDirectories(folder.resolve(name));
		Path file = Files.writeString(target.resolve(name + ".java"), source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-proc:none", "-parameters", "-encoding", "UTF-8", "-d", target.toString(),
					"-classpath", System.getProperty("java.class.path"));
			boolean compiled = compiler.getTask(output, files, null, options, null, files.getJavaFileObjects(file))
				.call();
			assertThat(compiled).as(output.toString()).isTrue();
		}
		return target;
	}

	/**
	 * Looks at the class of an example.
	 */
	@FunctionalInterface
	public interface Check {

		/**
		 * Looks at it.
		 * @param type the class
		 * @throws Exception if something is wrong with it
		 */
		void check(Class<?> type) throws Exception;

	}

}
