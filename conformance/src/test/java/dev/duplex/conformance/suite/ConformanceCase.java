package dev.duplex.conformance.suite;

import java.util.Set;

/**
 * One rule, or one way to break it.
 *
 * @param id the number in the Autobahn|Testsuite where it has the same case; else a
 * letter and the line of our checklist
 * @param title what is special about it; with the id, unique
 * @param section what it is about
 * @param rfc the RFC and its section
 * @param roles the roles of the engine in which it means something
 * @param scenario what happens and what must come of it
 */
public record ConformanceCase(String id, String title, Section section, String rfc, Set<Role> roles,
		Scenario scenario) {

	@Override
	public String toString() {
		return this.title.isEmpty() ? this.id : this.id + " " + this.title;
	}

}
