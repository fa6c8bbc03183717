/**
 * The engine beside clients and servers that others wrote: one suite of tests, for each
 * of them, over each kind of port.
 * <p>
 * A peer implements {@link dev.duplex.conformance.interop.PeerClient} or
 * {@link dev.duplex.conformance.interop.PeerServer} and has a test class that names it.
 * What it cannot do is missing in its {@link dev.duplex.conformance.interop.Ability
 * abilities}, and the tests that need it do not exist for it.
 */
@NullMarked
package dev.duplex.conformance.interop;

import org.jspecify.annotations.NullMarked;
