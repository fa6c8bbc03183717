package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Called for each binary message. At most one method of an endpoint.
 * <p>
 * One parameter takes the message: {@code byte[]} or {@code ByteBuffer}; any other type
 * is read as JSON. A {@code ByteBuffer} is read-only and valid until the method returns.
 * Returns are as for {@link OnText}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(HandlerReflectiveProcessor.class)
public @interface OnBinary {

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
