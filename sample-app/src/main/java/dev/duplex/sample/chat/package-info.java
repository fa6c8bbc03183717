/**
 * The chat: an endpoint, its messages, and who is where.
 */
@NullMarked
package dev.duplex.sample.chat;

import org.jspecify.annotations.NullMarked;
