package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.duplex.engine.Topics;
import org.jspecify.annotations.Nullable;

/**
 * A topic that path variables complete.
 *
 * @param text the template
 * @param parts literal text and variables in turn, beginning with text
 */
record TopicTemplate(String text, List<String> parts) {

	/**
	 * Parses a topic.
	 * @param variables the variables of the endpoint's path, or {@code null} for a client
	 */
	static TopicTemplate parse(EndpointSource source, String text, @Nullable Set<String> variables) {
		List<String> parts = new ArrayList<>();
		int from = 0;
		for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
			int close = text.indexOf('}', open);
			if (close < 0) {
				throw source.invalid("The topic '" + text + "' of @BroadcastTo has a brace that is not closed.",
						"Write placeholders as {name}.");
			}
			String name = text.substring(open + 1, close);
			if (variables == null) {
				throw source.invalid("The topic '" + text
						+ "' of @BroadcastTo has a placeholder, but a client endpoint has no path " + "with variables.",
						"Name the topic itself, or publish by the Topics bean.");
			}
			if (!variables.contains(name)) {
				throw source.invalid(
						"The placeholder {" + name + "} in the topic '" + text
								+ "' of @BroadcastTo is not a variable of the endpoint's path.",
						variablesHint(variables));
			}
			parts.add(text.substring(from, open));
			parts.add(name);
			from = close + 1;
		}
		parts.add(text.substring(from));
		TopicTemplate template = new TopicTemplate(text, List.copyOf(parts));
		if (template.isConstant() && !Topics.isName(text)) {
			throw source.invalid("The topic of @BroadcastTo is empty, too long, a pattern, or has a control character.",
					"Name one topic of 1 to 256 characters.");
		}
		return template;
	}

	static String variablesHint(Set<String> variables) {
		return variables.isEmpty() ? "Add it to the path, as in @WebSocketEndpoint(\"/rooms/{room}\")."
				: "Use one of {" + String.join("}, {", variables) + "}, or add it to the path.";
	}

	boolean isConstant() {
		return this.parts.size() == 1;
	}

	String resolve(Map<String, String> variables, String user) throws HandshakeBindingException {
		StringBuilder topic = new StringBuilder();
		for (int i = 0; i < this.parts.size(); i++) {
			topic.append((i % 2 == 0) ? this.parts.get(i) : variables.get(this.parts.get(i)));
		}
		if (!Topics.isName(topic)) {
			throw new HandshakeBindingException("topic '" + this.text + "' of " + user
					+ " is empty, too long, a pattern, or has a control character");
		}
		return topic.toString();
	}

}
