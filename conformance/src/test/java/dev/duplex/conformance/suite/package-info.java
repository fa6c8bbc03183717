/**
 * How a case is described and run: role-neutral scripts of bytes and answers, the
 * runner's end of a connection, and verdicts.
 */
@NullMarked
package dev.duplex.conformance.suite;

import org.jspecify.annotations.NullMarked;
