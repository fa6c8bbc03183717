/**
 * JSON by the application's own mapper.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.jackson;

import org.jspecify.annotations.NullMarked;
