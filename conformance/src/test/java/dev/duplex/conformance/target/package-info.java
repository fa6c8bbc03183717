/**
 * What is tested: the engine over each of its transports, as server and as client.
 */
@NullMarked
package dev.duplex.conformance.target;

import org.jspecify.annotations.NullMarked;
