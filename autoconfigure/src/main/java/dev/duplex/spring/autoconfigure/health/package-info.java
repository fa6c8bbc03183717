/**
 * Auto-configuration of the health contributor.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
