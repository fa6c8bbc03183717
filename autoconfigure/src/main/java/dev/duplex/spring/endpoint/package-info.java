/**
 * Finds the endpoint beans at start, binds each parameter of their handlers once, and
 * calls them.
 */
@NullMarked
package dev.duplex.spring.endpoint;

import org.jspecify.annotations.NullMarked;
