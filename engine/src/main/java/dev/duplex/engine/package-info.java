/**
 * The engine as its users see it: connections, handlers, endpoints, topics and options.
 * Values and contracts only; {@code dev.duplex.engine.runtime} puts the engine together.
 */
@NullMarked
package dev.duplex.engine;

import org.jspecify.annotations.NullMarked;
