/**
 * Endpoints beside web servers whose port they cannot share.
 */
@NullMarked
package dev.duplex.spring.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
