package dev.duplex.spring.endpoint;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Ids in configuration are as relaxed as the keys of properties, since an environment
 * variable has neither small letters nor dashes.
 */
public final class RelaxedId {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

	private RelaxedId() {
	}

	/**
	 * What all ways to write an id have in common.
	 * @param id the id in one of them
	 * @return its letters and digits, small
	 */
	public static String uniform(String id) {
		StringBuilder uniform = new StringBuilder(id.length());
		id.codePoints().filter(Character::isLetterOrDigit).forEach(uniform::appendCodePoint);
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * The key of the properties of an id: with brackets, if Spring Boot would split it or
	 * leave characters out.
	 * @param prefix what the ids stand below, such as {@code duplex.endpoints}
	 * @param id the id
	 * @return the key, such as {@code duplex.endpoints.chat} or
	 * {@code duplex.endpoints[chat.room]}
	 */
	public static String key(String prefix, String id) {
		return prefix + (PLAIN.matcher(id).matches() ? "." + id : "[" + id + "]");
	}

}
