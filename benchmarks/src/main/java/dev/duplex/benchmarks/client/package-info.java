/**
 * A WebSocket client that makes load: one thread, non-blocking, and every answer checked.
 */
@NullMarked
package dev.duplex.benchmarks.client;

import org.jspecify.annotations.NullMarked;
