/**
 * Connections that Jetty accepts and whose bytes its threads bring.
 */
@NullMarked
package dev.duplex.spring.web.jetty;

import org.jspecify.annotations.NullMarked;
