package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.stereotype.Component;

/**
 * Deals with the failures of all {@link WebSocketEndpoint} beans of the application by
 * methods with {@link WebSocketExceptionHandler}: those that no exception handler of the
 * endpoint itself takes. Of several such beans, the first that takes a failure is asked;
 * {@code @Order} and {@code Ordered} say which comes first.
 * <p>
 * The methods take what those of an endpoint take. A path variable has to be one of every
 * endpoint's path, and a value of the handshake that is required is so for every
 * endpoint. Called by many connections at the same time, so the state of a singleton must
 * be thread-safe.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Reflective
public @interface WebSocketEndpointAdvice {

}
