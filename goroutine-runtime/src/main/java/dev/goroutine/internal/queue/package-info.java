/**
 * The run queues and what they hold: Go's {@code runq} and {@code sched.runq}.
 */
@NullMarked
package dev.goroutine.internal.queue;

import org.jspecify.annotations.NullMarked;
