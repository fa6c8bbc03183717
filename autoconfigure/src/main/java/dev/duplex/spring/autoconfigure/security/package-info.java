/**
 * Spring Security for handlers.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
