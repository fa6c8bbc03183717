/**
 * What every transport has to pass: the RFC's cases as data, and the engine's behaviour
 * over real sockets. Published as the engine's test-jar, so it uses the engine's public
 * types only.
 * <p>
 * A transport implements {@link dev.duplex.engine.tck.TransportFixture} and extends each
 * of the abstract <code>...Tck</code> classes, passing the fixture's factory to the
 * constructor. Cases where a container parses the request say what holds there
 * ({@link dev.duplex.engine.tck.HandshakeCase.ContainerAnswer}).
 */
@NullMarked
package dev.duplex.engine.tck;

import org.jspecify.annotations.NullMarked;
