/**
 * Targets for coverage-guided fuzzing. Each is a class with a method that a fuzzer calls
 * with bytes and that throws if something does not hold; none knows the fuzzer.
 */
@NullMarked
package dev.duplex.conformance.fuzz.targets;

import org.jspecify.annotations.NullMarked;
