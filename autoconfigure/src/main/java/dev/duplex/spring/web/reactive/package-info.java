/**
 * Opening handshakes as Spring WebFlux hands them over.
 */
@NullMarked
package dev.duplex.spring.web.reactive;

import org.jspecify.annotations.NullMarked;
