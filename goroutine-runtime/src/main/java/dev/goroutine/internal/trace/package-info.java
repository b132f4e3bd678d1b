/**
 * Records what happens on each P and each M for some seconds, in bounded memory, and
 * writes it as a file for Perfetto or {@code chrome://tracing}: Go's
 * {@code runtime/trace}.
 */
@NullMarked
package dev.goroutine.internal.trace;

import org.jspecify.annotations.NullMarked;
