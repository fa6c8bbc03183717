/**
 * Spring Security as applications with Spring WebFlux have it.
 */
@NullMarked
package dev.duplex.spring.security.reactive;

import org.jspecify.annotations.NullMarked;
