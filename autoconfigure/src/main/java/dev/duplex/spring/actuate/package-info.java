/**
 * What Actuator shows of connections and topics, and lets an operator do.
 */
@NullMarked
package dev.duplex.spring.actuate;

import org.jspecify.annotations.NullMarked;
