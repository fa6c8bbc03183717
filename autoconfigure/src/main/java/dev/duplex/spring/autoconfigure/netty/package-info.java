/**
 * Auto-configuration of endpoints on the port of Reactor Netty.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.netty;

import org.jspecify.annotations.NullMarked;
