/**
 * Our endpoints behind real proxies, and our client through one: nginx, HAProxy and
 * tinyproxy, with the configuration that {@code docs/proxies.md} shows.
 */
@NullMarked
package dev.duplex.conformance.proxy;

import org.jspecify.annotations.NullMarked;
