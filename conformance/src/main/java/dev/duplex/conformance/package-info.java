/**
 * A ready-made echo server and client for conformance suites.
 */
@NullMarked
package dev.duplex.conformance;

import org.jspecify.annotations.NullMarked;
