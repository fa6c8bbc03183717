/**
 * Meters, when Micrometer is there.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
