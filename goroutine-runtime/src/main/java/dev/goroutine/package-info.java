/**
 * Goroutines for the JVM: the public API.
 * <p>
 * {@link dev.goroutine.GoRuntime} starts {@linkplain dev.goroutine.Goroutine goroutines}
 * on a scheduler of its own: Go's G, M and P, described in
 * {@code dev.goroutine.internal.scheduler}. No reference in this API is {@code null}
 * unless it is marked {@code @Nullable}. A {@code null} argument that is not allowed
 * leads to a {@link NullPointerException}, unless the method says otherwise.
 */
@NullMarked
package dev.goroutine;

import org.jspecify.annotations.NullMarked;
