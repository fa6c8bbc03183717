package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Called for each Pong frame that does not answer the heartbeat (RFC 6455 section 5.5.3),
 * for applications that measure with
 * {@link dev.duplex.engine.WebSocketConnection#sendPing(java.nio.ByteBuffer)}. At most
 * one method of an endpoint. A {@code byte[]} or {@code ByteBuffer} parameter takes the
 * payload.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(HandlerReflectiveProcessor.class)
public @interface OnPong {

}
