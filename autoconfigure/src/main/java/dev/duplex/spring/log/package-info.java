/**
 * Foreign text in log lines.
 */
@NullMarked
package dev.duplex.spring.log;

import org.jspecify.annotations.NullMarked;
