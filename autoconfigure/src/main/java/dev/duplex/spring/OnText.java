package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Called for each text message. At most one method of an endpoint.
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

}
