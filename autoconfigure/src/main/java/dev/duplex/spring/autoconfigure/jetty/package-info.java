/**
 * Endpoints on the port of Jetty.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.jetty;

import org.jspecify.annotations.NullMarked;
