/**
 * Clients: what is configured for them, their connections, and their life inside an
 * application.
 */
@NullMarked
package dev.duplex.spring.client;

import org.jspecify.annotations.NullMarked;
