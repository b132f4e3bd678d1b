/**
 * Tells what is wrong when an application does not start, and what to do about it.
 */
@NullMarked
package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
