package dev.duplex.spring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever adds a dependency says in {@code docs/dependencies.md} what for.
 */
class DependencyDocumentationTests {

	private static final Path ROOT = Path.of("..");

	@TestFactory
	Stream<DynamicTest> everyDependencyHasItsSentence() throws Exception {
		String documentation = Files.readString(ROOT.resolve("docs/dependencies.md"));
		return dependencies().stream()
			.map((artifact) -> DynamicTest.dynamicTest(artifact,
					() -> assertThat(documentation).as("docs/dependencies.md").contains("`" + artifact + "`")));
	}

	private static Set<String> dependencies() throws Exception {
		Set<String> artifacts = new TreeSet<>();
		for (Path pom : poms()) {
			Element project = DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(pom.toFile())
				.getDocumentElement();
			for (String tag : new String[] { "dependency", "plugin", "path" }) {
				NodeList elements = project.getElementsByTagName(tag);
				for (int i = 0; i < elements.getLength(); i++) {
					Element element = (Element) elements.item(i);
					if (!text(element, "groupId").equals("dev.duplex")) {
						artifacts.add(text(element, "artifactId"));
					}
				}
			}
		}
		artifacts.remove("spring-boot-dependencies");
		return artifacts;
	}

	private static Set<Path> poms() throws Exception {
		Set<Path> poms = new TreeSet<>();
		poms.add(ROOT.resolve("pom.xml"));
		try (Stream<Path> modules = Files.list(ROOT)) {
			modules.map((module) -> module.resolve("pom.xml")).filter(Files::exists).forEach(poms::add);
		}
		return poms;
	}

	private static String text(Element element, String tag) {
		return element.getElementsByTagName(tag).item(0).getTextContent();
	}

}
