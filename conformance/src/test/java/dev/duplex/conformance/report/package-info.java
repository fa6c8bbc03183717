/**
 * The results, for people and for machines.
 */
@NullMarked
package dev.duplex.conformance.report;

import org.jspecify.annotations.NullMarked;
