/**
 * The cases: what the RFCs ask for, as data.
 */
@NullMarked
package dev.duplex.conformance.cases;

import org.jspecify.annotations.NullMarked;
