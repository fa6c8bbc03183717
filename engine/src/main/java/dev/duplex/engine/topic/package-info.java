/**
 * Subscriptions and fan-out.
 */
@NullMarked
package dev.duplex.engine.topic;

import org.jspecify.annotations.NullMarked;
