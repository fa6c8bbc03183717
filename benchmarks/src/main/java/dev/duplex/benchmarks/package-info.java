/**
 * Load runs: starts servers one after another on a core of their own, measures them by
 * the same client, and reports medians side by side.
 */
@NullMarked
package dev.duplex.benchmarks;

import org.jspecify.annotations.NullMarked;
