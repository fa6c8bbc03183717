package dev.duplex.sample.chat;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a client sends.
 *
 * @param id a name for the message, unpredictable and unique, by which the client knows
 * it again and can send it twice without it being said twice; made up when absent
 * @param text what is said; surrounding white space is left out
 */
record ChatMessage(String id, String text) {

	static final int MAX_LENGTH = 4000;

	private static final Pattern ID = Pattern.compile("[\\w.-]{1,64}");

	ChatMessage(@Nullable String id, @Nullable String text) {
		this.id = (id != null) ? id : UUID.randomUUID().toString();
		this.text = (text != null) ? text.strip() : "";
	}

	boolean isBlank() {
		return this.text.isEmpty();
	}

	/**
	 * Checks what the page keeps to by itself, and another client may not.
	 * @throws RejectedMessageException saying what is wrong
	 */
	void check() {
		if (!ID.matcher(this.id).matches()) {
			throw new RejectedMessageException("", "The id may have 1 to 64 letters, digits, - . and _");
		}
		if (this.text.length() > MAX_LENGTH) {
			throw new RejectedMessageException(this.id, "The text is longer than %,d characters".formatted(MAX_LENGTH));
		}
	}

}
