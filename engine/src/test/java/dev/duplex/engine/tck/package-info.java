/**
 * What every transport has to pass: the RFC's cases as data, and the engine's behaviour
 * over real sockets. Published as the engine's test-jar, so it uses the engine's public
 * types only.
 */
@NullMarked
package dev.duplex.engine.tck;

import org.jspecify.annotations.NullMarked;
