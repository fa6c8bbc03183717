/**
 * The small SPI between a session and whatever moves its bytes.
 */
@NullMarked
package dev.duplex.engine.transport;

import org.jspecify.annotations.NullMarked;
