/**
 * Contexts for connections whose bytes are brought by the threads of somebody else, as of
 * a web server.
 */
@NullMarked
package dev.duplex.engine.lane;

import org.jspecify.annotations.NullMarked;
