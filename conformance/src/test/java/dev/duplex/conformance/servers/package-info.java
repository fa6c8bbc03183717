/**
 * What works on which web server, as {@code docs/servers.md} shows it.
 */
@NullMarked
package dev.duplex.conformance.servers;

import org.jspecify.annotations.NullMarked;
