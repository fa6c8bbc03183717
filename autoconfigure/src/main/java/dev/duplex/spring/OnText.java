package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Called for each text message, or for those of some types. At most one method of an
 * endpoint for each type, and one without.
 * <p>
 * One parameter takes the message: {@code String} or {@code CharSequence}; {@code byte[]}
 * or {@code ByteBuffer} for its UTF-8 bytes; any other type is read as JSON. A
 * {@code ByteBuffer} is read-only and valid until the method returns. What the method
 * returns is the reply: text for a {@code String}, binary for {@code byte[]} and
 * {@code ByteBuffer}, JSON text for anything else, none for {@code null}; a
 * {@code CompletionStage} replies when it completes.
 *
 * @see BroadcastTo
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(HandlerReflectiveProcessor.class)
public @interface OnText {

	/**
	 * Types of messages that the method is called for, as the JSON field
	 * {@code duplex.json.type-field} of a message names them (by default {@code type}). A
	 * method without types takes what is left: unknown types, messages without a type,
	 * and what is no JSON object. Without such a method, an unknown or missing type is an
	 * {@link UnknownMessageTypeException}.
	 * @return the types, each of one method only; none for all that is left
	 */
	String[] type() default {};

}
