/**
 * What tests over real sockets share.
 */
@NullMarked
package dev.duplex.spring.testing;

import org.jspecify.annotations.NullMarked;
