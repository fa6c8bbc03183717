package dev.duplex.sample.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.sample.chat.ChatEvent.Said;
import dev.duplex.sample.chat.ChatEvent.Welcome;

/**
 * Who is in a room, and what was said there last. Not thread-safe; see {@link Rooms}.
 */
class Room {

	/** Longest name of a person, in code points. */
	static final int MAX_NAME = 24;

	private static final int MAX_RECENT = 50;

	/** In all of what was said last: a welcome stays small, however much people say. */
	private static final int MAX_RECENT_CHARACTERS = 20_000;

	private final Map<String, Person> people = new LinkedHashMap<>();

	private final Deque<Said> recent = new ArrayDeque<>();

	private int recentCharacters;

	Welcome enter(String id, String wish) {
		Person person = new Person(id, freeName(wish));
		this.people.put(id, person);
		return new Welcome(person, List.copyOf(this.people.values()), List.copyOf(this.recent));
	}

	/**
	 * Lets somebody out.
	 * @param person who leaves
	 * @return whether anybody is left
	 */
	boolean leave(Person person) {
		this.people.remove(person.id());
		return !this.people.isEmpty();
	}

	boolean remember(Said said) {
		if (this.recent.stream().anyMatch((earlier) -> earlier.id().equals(said.id()))) {
			return false;
		}
		this.recent.add(said);
		this.recentCharacters += said.text().length();
		while (this.recent.size() > MAX_RECENT || this.recentCharacters > MAX_RECENT_CHARACTERS) {
			this.recentCharacters -= this.recent.remove().text().length();
		}
		return true;
	}

	/** The name they wish for, with a number if somebody else has it. */
	private String freeName(String wish) {
		String base = tidy(wish);
		String name = base;
		for (int number = 2; isTaken(name); number++) {
			name = base + " " + number;
		}
		return name;
	}

	private boolean isTaken(String name) {
		return this.people.values().stream().anyMatch((person) -> person.name().equalsIgnoreCase(name));
	}

	/**
	 * Leaves out what would let a name break the line or turn the text around it: control
	 * characters, line separators and the marks that change the writing direction.
	 */
	private static String tidy(String wish) {
		String name = wish.replaceAll("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]", " ")
			.strip()
			.replaceAll("\\s+", " ");
		if (name.codePointCount(0, name.length()) > MAX_NAME) {
			name = name.substring(0, name.offsetByCodePoints(0, MAX_NAME)).strip();
		}
		return name.isEmpty() ? "Guest" : name;
	}

}
