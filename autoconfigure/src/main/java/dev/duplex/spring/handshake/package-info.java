/**
 * The application's say over opening handshakes, the same on every port.
 */
@NullMarked
package dev.duplex.spring.handshake;

import org.jspecify.annotations.NullMarked;
