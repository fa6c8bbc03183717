package dev.duplex.conformance.cases;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is left out: Autobahn's cases by their numbers, our checklist by its lines.
 */
class CatalogueTests {

	private static final List<ConformanceCase> CASES = Catalogue.all();

	/** How many cases each of Autobahn's groups has. */
	private static final Map<String, Integer> AUTOBAHN = Stream
		.of("1.1 8", "1.2 8", "2 11", "3 7", "4.1 5", "4.2 5", "5 20", "6.1 3", "6.2 4", "6.3 2", "6.4 4", "6.5 5",
				"6.6 11", "6.7 4", "6.8 2", "6.9 4", "6.10 3", "6.11 5", "6.12 8", "6.13 5", "6.14 10", "6.15 1",
				"6.16 3", "6.17 5", "6.18 5", "6.19 5", "6.20 7", "6.21 8", "6.22 34", "6.23 7", "7.1 6", "7.3 6",
				"7.5 1", "7.7 13", "7.9 9", "7.13 2", "9.1 6", "9.2 6", "9.3 9", "9.4 9", "9.5 6", "9.6 6", "9.7 6",
				"9.8 6", "10.1 1", "12.1 18", "12.2 18", "12.3 18", "12.4 18", "12.5 18", "13.1 18", "13.2 18",
				"13.3 18", "13.4 18", "13.5 18", "13.6 18", "13.7 18")
		.map((line) -> line.split(" "))
		.collect(Collectors.toMap((parts) -> parts[0], (parts) -> Integer.valueOf(parts[1])));

	private static Stream<String> autobahnIds() {
		return AUTOBAHN.entrySet()
			.stream()
			.flatMap((group) -> IntStream.rangeClosed(1, group.getValue())
				.mapToObj((number) -> group.getKey() + "." + number));
	}

	@ParameterizedTest
	@EnumSource
	void hasEveryCaseOfAutobahnForEachRole(Role role) {
		List<String> ids = CASES.stream()
			.filter((conformanceCase) -> conformanceCase.roles().contains(role))
			.map(ConformanceCase::id)
			.filter((id) -> id.matches("\\d+\\.\\d+(\\.\\d+)?"))
			.toList();
		assertThat(ids).containsExactlyInAnyOrderElementsOf(autobahnIds().toList()).hasSize(517);
	}

	/** Lines of our checklist: RFC 6455 and RFC 7692 as a list of what can be tested. */
	@Test
	void hasEveryLineOfTheChecklist() {
		Set<String> lines = new TreeSet<>();
		IntStream.rangeClosed(1, 21).forEach((line) -> lines.add("2.1." + line));
		IntStream.rangeClosed(1, 9).forEach((line) -> lines.add("2.2." + line));
		IntStream.rangeClosed(1, 14).forEach((line) -> lines.add("2.3." + line));
		IntStream.rangeClosed(1, 4).forEach((line) -> lines.add("2.4." + line));
		IntStream.rangeClosed(1, 9).forEach((line) -> lines.add("2.5." + line));
		IntStream.rangeClosed(1, 28).forEach((line) -> lines.add("D" + line));
		Set<String> covered = CASES.stream()
			.map((conformanceCase) -> conformanceCase.id().replaceFirst("^[A-Z] ", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		// Each a part of every case of its kind: bytes behind the request, a 101 without
		// a body, and what Autobahn has already.
		covered.addAll(List.of("2.1.21", "2.5.9"));
		assertThat(covered).containsAll(lines);
	}

	@Test
	void namesAreUnique() {
		assertThat(CASES).extracting(ConformanceCase::toString).doesNotHaveDuplicates();
	}

	@Test
	void everySectionHasCases() {
		assertThat(CASES).extracting(ConformanceCase::section).containsAll(EnumSet.allOf(Section.class)).isSorted();
	}

	@Test
	void everyCaseSaysWhatItSendsAndExpects() {
		assertThat(CASES).allSatisfy((conformanceCase) -> {
			assertThat(conformanceCase.rfc()).matches("RFC (6455|7692) sections? [\\d., to]+");
			assertThat(conformanceCase.scenario().expected()).isNotBlank();
			assertThat(conformanceCase.roles()).isNotEmpty();
		});
	}

}
