/**
 * Connections that Tomcat accepts and counts, and whose bytes our event loops move.
 */
@NullMarked
package dev.duplex.spring.web.tomcat;

import org.jspecify.annotations.NullMarked;
