/**
 * Endpoints on the port of the application's web server.
 */
@NullMarked
package dev.duplex.spring.web;

import org.jspecify.annotations.NullMarked;
