/**
 * Locks for some instructions, and the queues in which goroutines and threads wait: Go's
 * {@code runtime.mutex}, {@code sudog} and {@code waitq}, and the inside of
 * {@code sync.WaitGroup} and {@code errgroup}.
 */
@NullMarked
package dev.goroutine.internal.sync;

import org.jspecify.annotations.NullMarked;
