package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Deals with what another handler of the same endpoint throws, or the
 * {@code CompletionStage} it returned failed with, and with a
 * {@link MessageNotReadableException}. The connection stays open, unless the method
 * closes it; what it returns is sent to the peer. Of several methods, the one with the
 * closest type is called. What none of them takes closes the connection: with 1007 for a
 * message that cannot be read, else with 1011.
 * <p>
 * Failures of {@link OnDisconnect} and of exception handlers themselves are only logged.
 * For a failed {@code CompletionStage} the method runs in the thread that completed it.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(HandlerReflectiveProcessor.class)
public @interface WebSocketExceptionHandler {

	/**
	 * What is handled.
	 * @return the types; none for the type of the method's parameter
	 */
	Class<? extends Throwable>[] value() default {};

}
