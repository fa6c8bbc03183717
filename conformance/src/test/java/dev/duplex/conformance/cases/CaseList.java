package dev.duplex.conformance.cases;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.duplex.conformance.suite.ConformanceCase;
import dev.duplex.conformance.suite.Role;
import dev.duplex.conformance.suite.Scenario;
import dev.duplex.conformance.suite.Section;

/**
 * Gathers the cases of a section.
 */
final class CaseList {

	private final List<ConformanceCase> cases = new ArrayList<>();

	private Section section;

	private Set<Role> roles = EnumSet.allOf(Role.class);

	CaseList(Section section) {
		this.section = section;
	}

	/**
	 * What comes from now on belongs to another section.
	 * @param next the section
	 */
	void section(Section next) {
		this.section = next;
	}

	/**
	 * What comes from now on means something for one role only.
	 * @param role the role of the engine
	 */
	void only(Role role) {
		this.roles = EnumSet.of(role);
	}

	/**
	 * What comes from now on means something for both roles.
	 */
	void both() {
		this.roles = EnumSet.allOf(Role.class);
	}

	/**
	 * Adds a case.
	 * @param id its id
	 * @param title what is special about it
	 * @param rfc the section of RFC 6455, or an RFC and its section
	 * @param scenario what happens
	 */
	void add(String id, String title, String rfc, Scenario scenario) {
		this.cases.add(new ConformanceCase(id, title, this.section,
				rfc.startsWith("RFC") ? rfc : "RFC 6455 section " + rfc, this.roles, scenario));
	}

	/**
	 * Adds a case whose name begins with its id.
	 * @param name the id, of which a letter stands alone, and the title
	 * @param rfc the RFC and its section
	 * @param scenario what happens
	 */
	void add(String name, String rfc, Scenario scenario) {
		int end = name.indexOf(' ', (name.charAt(1) == ' ') ? 2 : 0);
		add((end < 0) ? name : name.substring(0, end), (end < 0) ? "" : name.substring(end + 1), rfc, scenario);
	}

	List<ConformanceCase> toList() {
		return List.copyOf(this.cases);
	}

}
