/**
 * Auto-configuration of the Actuator endpoint.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
