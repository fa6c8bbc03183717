/**
 * The way into Reactor Netty.
 */
@NullMarked
package dev.duplex.spring.web.netty;

import org.jspecify.annotations.NullMarked;
