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

}
