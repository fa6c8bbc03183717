/**
 * Health of what is served.
 */
@NullMarked
package dev.duplex.spring.health;

import org.jspecify.annotations.NullMarked;
