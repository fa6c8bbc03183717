/**
 * The engine's life inside an application: listening, draining, and what it says in the
 * log.
 */
@NullMarked
package dev.duplex.spring.server;

import org.jspecify.annotations.NullMarked;
