/**
 * The inside of contexts that end: Go's {@code cancelCtx} and {@code timerCtx}.
 */
@NullMarked
package dev.goroutine.internal.context;

import org.jspecify.annotations.NullMarked;
