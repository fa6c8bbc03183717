package dev.duplex.conformance.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import dev.duplex.engine.tck.Hex;

/**
 * The last of what went over the wire in a run, to show beside a verdict. Safe from any
 * thread.
 */
public final class Conversation {

	private static final int MOST = 24;

	private final Deque<String> lines = new ArrayDeque<>();

	private int left;

	void sent(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		if (end < 0 || !text.startsWith("GET ") && !text.startsWith("HTTP/")) {
			add("> " + Hex.show(bytes));
			return;
		}
		add("> " + text.substring(0, end).replace("\r\n", " | "));
		if (end + 4 < bytes.length) {
			add("> in the same segment: " + Hex.show(Arrays.copyOfRange(bytes, end + 4, bytes.length)));
		}
	}

	void received(Event event) {
		add("< " + event);
	}

	/**
	 * Adds a line.
	 * @param line the line
	 */
	public synchronized void add(String line) {
		if (this.lines.size() == MOST) {
			this.lines.removeFirst();
			this.left++;
		}
		this.lines.add(line);
	}

	/**
	 * The lines, the oldest first.
	 * @return lines that begin with &gt; for what the runner sent and &lt; for what it
	 * received
	 */
	public synchronized List<String> lines() {
		List<String> all = new ArrayList<>(this.lines);
		if (this.left > 0) {
			all.add(0, "(%d more before)".formatted(this.left));
		}
		return all;
	}

}
