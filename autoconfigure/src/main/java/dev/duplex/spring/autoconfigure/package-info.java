/**
 * Auto-configuration of WebSocket endpoints and the {@code duplex.*} properties.
 */
@NullMarked
package dev.duplex.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
