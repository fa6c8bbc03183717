/**
 * What applications import to write WebSocket endpoints as beans.
 */
@NullMarked
package dev.duplex.spring;

import org.jspecify.annotations.NullMarked;
