package dev.duplex.conformance.servers;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code docs/servers.md}: text of people, and a table between two comments. What a run
 * does not know stays as it is in the table.
 */
final class Page {

	/** Begins the table. */
	static final String START = "<!-- What works where: written by the conformance tests; see the end of this page. -->\n";

	/** Ends the table. */
	static final String END = "<!-- The end of what works where. -->\n";

	/** In a cell: it is no question there. */
	static final String NONE = "–";

	/** In a cell: no run has filled it yet. */
	static final String UNKNOWN = "?";

	private final String before;

	private final String after;

	private final Map<String, Map<Server, String>> known = new LinkedHashMap<>();

	private final Map<String, Map<Server, String>> rows = new LinkedHashMap<>();

	/**
	 * @param text the page as it is
	 */
	Page(String text) {
		int start = text.indexOf(START);
		int end = text.indexOf(END);
		if (start < 0 || end < start) {
			throw new IllegalArgumentException("The comments around the table are missing");
		}
		this.before = text.substring(0, start);
		this.after = text.substring(end + END.length());
		text.substring(start + START.length(), end).lines().filter((line) -> line.startsWith("| ")).forEach(this::read);
	}

	private void read(String line) {
		List<String> cells = Arrays.stream(line.split("\\|")).skip(1).map(String::trim).toList();
		Map<Server, String> row = new EnumMap<>(Server.class);
		for (Server server : Server.values()) {
			row.put(server, (server.ordinal() + 1 < cells.size()) ? cells.get(server.ordinal() + 1) : UNKNOWN);
		}
		this.known.put(cells.get(0), row);
	}

	/**
	 * Adds a row, with what is known already in its cells.
	 */
	void row(String title) {
		Map<Server, String> row = new EnumMap<>(Server.class);
		Map<Server, String> old = this.known.getOrDefault(title, Map.of());
		for (Server server : Server.values()) {
			row.put(server, old.getOrDefault(server, UNKNOWN));
		}
		this.rows.put(title, row);
	}

	/**
	 * Fills a cell of a row that was added.
	 */
	void cell(String title, Server server, String text) {
		this.rows.get(title).put(server, text);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.before).append(START).append("\n|  |");
		for (Server server : Server.values()) {
			text.append(' ').append(server).append(" |");
		}
		text.append("\n|---|").append("---|".repeat(Server.values().length)).append('\n');
		this.rows.forEach((title, row) -> {
			text.append("| ").append(title).append(" |");
			row.forEach((server, cell) -> text.append(' ').append(cell).append(" |"));
			text.append('\n');
		});
		return text.append('\n').append(END).append(this.after).toString();
	}

}
