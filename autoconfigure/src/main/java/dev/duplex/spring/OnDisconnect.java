package dev.duplex.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Called when a connection has ended, exactly once for each that was opened, whatever
 * ended it. At most one method of an endpoint. A {@link dev.duplex.engine.CloseReason}
 * parameter says why. Nothing can be sent to the peer any more; a return value needs
 * {@link BroadcastTo}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(HandlerReflectiveProcessor.class)
public @interface OnDisconnect {

}
