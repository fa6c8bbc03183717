/**
 * The protocol under bytes that nobody would send: a million mutated streams in each
 * build, and targets for coverage-guided fuzzing.
 */
@NullMarked
package dev.duplex.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
