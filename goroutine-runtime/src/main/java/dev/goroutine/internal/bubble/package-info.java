/**
 * The scheduler of a test's bubble: one thread, chance from a seed, a clock that moves
 * only when all goroutines wait.
 */
@NullMarked
package dev.goroutine.internal.bubble;

import org.jspecify.annotations.NullMarked;
