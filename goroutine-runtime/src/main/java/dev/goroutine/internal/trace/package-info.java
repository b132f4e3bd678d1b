/**
 * What happens on each P and each M for some seconds, recorded in bounded memory and
 * written as a file for Perfetto or {@code chrome://tracing}: Go's {@code runtime/trace}.
 */
@NullMarked
package dev.goroutine.internal.trace;

import org.jspecify.annotations.NullMarked;
