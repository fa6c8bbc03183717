/**
 * Endpoints on the port of Tomcat.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.tomcat;

import org.jspecify.annotations.NullMarked;
