/**
 * What Spring Security adds to handlers.
 */
@NullMarked
package dev.duplex.spring.security;

import org.jspecify.annotations.NullMarked;
