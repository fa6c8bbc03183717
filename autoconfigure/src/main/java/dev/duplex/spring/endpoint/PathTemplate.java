package dev.duplex.spring.endpoint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The path of an endpoint, with its variables.
 *
 * @param pattern the parsed template
 * @param variables the names of its variables
 * @param others the names of variables that only other paths of the endpoint have
 */
record PathTemplate(PathPattern pattern, Set<String> variables, Set<String> others) {

	private static final PathPatternParser PARSER = new PathPatternParser();

	static PathTemplate parse(EndpointSource source, String text) {
		if (text.isEmpty()) {
			throw source.invalid("@WebSocketEndpoint has no path.",
					"Name the path, for example @WebSocketEndpoint(\"/chat\").");
		}
		if (!text.startsWith("/")) {
			throw source.invalid("The path '" + text + "' does not begin with a slash.",
					"Write @WebSocketEndpoint(\"/" + text + "\").");
		}
		Set<String> variables = new LinkedHashSet<>();
		checkLiterals(source, text, variables);
		try {
			return new PathTemplate(PARSER.parse(text), variables, Set.of());
		}
		catch (PatternParseException ex) {
			throw source.invalid(
					"The path '" + text + "' is malformed at position " + ex.getPosition() + ": " + ex.getMessage()
							+ ".",
					"Write variables as {name}, {name:regex}, or {*name} at the end, each with a name of its own.", ex);
		}
	}

	/**
	 * The same path, as one of several of an endpoint.
	 */
	PathTemplate among(List<PathTemplate> all) {
		Set<String> others = new LinkedHashSet<>();
		all.forEach((path) -> others.addAll(path.variables));
		others.removeAll(this.variables);
		return new PathTemplate(this.pattern, this.variables, others);
	}

	/**
	 * Looks at what is outside of braces, and collects the names within.
	 */
	private static void checkLiterals(EndpointSource source, String text, Set<String> variables) {
		int depth = 0;
		int start = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '{' && depth++ == 0) {
				start = i + 1;
			}
			else if (c == '}' && --depth == 0) {
				String variable = text.substring(start, i);
				String name = variable.contains(":") ? variable.substring(0, variable.indexOf(':')) : variable;
				variables.add(name.startsWith("*") ? name.substring(1) : name);
			}
			else if (depth == 0 && (c == '?' || c == '#' || c == '%' || c == ';' || c <= ' ' || c == 0x7F)) {
				throw source.invalid(
						"The path '" + text.replaceAll("\\p{Cntrl}", "\uFFFD") + "' has the character "
								+ ((c <= ' ' || c == 0x7F) ? String.format("U+%04X", (int) c) : "'" + c + "'")
								+ ", which is never part of a decoded path.",
						"Write the path decoded and without its query; read the query by @RequestParam.");
			}
		}
	}

	String text() {
		return this.pattern.getPatternString();
	}

	/**
	 * Whether there are paths that both match, and nothing says which comes first.
	 */
	boolean isAmbiguousWith(PathTemplate other) {
		return PathPattern.SPECIFICITY_COMPARATOR.compare(this.pattern, other.pattern) == 0 && overlaps(other);
	}

	private boolean overlaps(PathTemplate other) {
		String[] mine = text().split("/", -1);
		String[] others = other.text().split("/", -1);
		for (int i = 0; i < Math.min(mine.length, others.length); i++) {
			if (isRest(mine[i]) || isRest(others[i])) {
				return true;
			}
			if (!segmentsOverlap(mine[i], others[i])) {
				return false;
			}
		}
		return mine.length == others.length;
	}

	private static boolean isRest(String segment) {
		return segment.equals("**") || segment.startsWith("{*");
	}

	/**
	 * Two different expressions for one segment are taken for disjoint, as they are meant
	 * to be.
	 */
	private static boolean segmentsOverlap(String one, String two) {
		boolean oneIsPattern = isPattern(one);
		boolean twoIsPattern = isPattern(two);
		if (!oneIsPattern && !twoIsPattern) {
			return one.equals(two);
		}
		if (isAnything(one) || isAnything(two)) {
			return true;
		}
		if (oneIsPattern && twoIsPattern) {
			return withoutNames(one).equals(withoutNames(two));
		}
		String pattern = oneIsPattern ? one : two;
		String literal = oneIsPattern ? two : one;
		return PARSER.parse("/" + pattern).matches(PathContainer.parsePath("/" + literal));
	}

	private static boolean isPattern(String segment) {
		return segment.indexOf('{') >= 0 || segment.indexOf('*') >= 0;
	}

	private static boolean isAnything(String segment) {
		return segment.equals("*") || segment.matches("\\{[^:{}]+}");
	}

	private static String withoutNames(String segment) {
		return segment.replaceAll("\\{[^:{}]+", "{");
	}

}
