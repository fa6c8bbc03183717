package dev.duplex.conformance.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/**
 * What Surefire wrote of the tests that have run so far.
 */
final class TestReports {

	/** The class, nested ones left out, and what a run adds to the name. */
	private static final Pattern NAME = Pattern
		.compile("TEST-(?:[^$-]*\\.)?(\\w+)(?:\\$[\\w$]+)?(?:-([\\w.-]+))?\\.xml");

	private final List<Report> reports = new ArrayList<>();

	/**
	 * A report of one class.
	 */
	private record Report(String testClass, @Nullable String run, Path file) {
	}

	/**
	 * @param folders where reports are, if any were written
	 */
	TestReports(List<Path> folders) throws IOException {
		for (Path folder : folders) {
			if (Files.isDirectory(folder)) {
				try (Stream<Path> files = Files.list(folder)) {
					files.sorted().forEach(this::add);
				}
			}
		}
	}

	private void add(Path file) {
		Matcher name = NAME.matcher(file.getFileName().toString());
		if (name.matches()) {
			this.reports.add(new Report(name.group(1), name.group(2), file));
		}
	}

	/**
	 * Whether a test has passed.
	 * @param proof the test
	 * @return nothing if it did not run
	 */
	Optional<Boolean> passed(Proof proof) throws IOException {
		boolean ran = false;
		for (Report report : this.reports) {
			if (report.testClass().equals(proof.testClass()) && Objects.equals(report.run(), proof.run())) {
				for (Outcome outcome : outcomes(report.file(), proof)) {
					if (outcome == Outcome.FAILED) {
						return Optional.of(false);
					}
					ran |= outcome == Outcome.PASSED;
				}
			}
		}
		return ran ? Optional.of(true) : Optional.empty();
	}

	/**
	 * What came of a test.
	 */
	private enum Outcome {

		PASSED, SKIPPED, FAILED

	}

	private static List<Outcome> outcomes(Path file, Proof proof) throws IOException {
		List<Outcome> outcomes = new ArrayList<>();
		try (InputStream in = Files.newInputStream(file)) {
			XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
			boolean relevant = false;
			Outcome outcome = Outcome.PASSED;
			while (xml.hasNext()) {
				int event = xml.next();
				if (event == XMLStreamConstants.START_ELEMENT) {
					switch (xml.getLocalName()) {
						case "testcase" -> {
							relevant = proof.isAbout(xml.getAttributeValue(null, "name"));
							outcome = Outcome.PASSED;
						}
						case "failure", "error" -> outcome = Outcome.FAILED;
						case "skipped" -> outcome = Outcome.SKIPPED;
						default -> {
						}
					}
				}
				else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase") && relevant) {
					outcomes.add(outcome);
				}
			}
		}
		catch (XMLStreamException ex) {
			throw new IOException(file + " cannot be read", ex);
		}
		return outcomes;
	}

}
