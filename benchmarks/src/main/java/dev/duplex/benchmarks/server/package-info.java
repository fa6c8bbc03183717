/**
 * The servers that are measured: each a program of its own that echoes messages, written
 * the way the documentation of what it stands on recommends.
 */
@NullMarked
package dev.duplex.benchmarks.server;

import org.jspecify.annotations.NullMarked;
