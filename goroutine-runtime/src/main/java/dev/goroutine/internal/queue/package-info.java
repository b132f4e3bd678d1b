/** The run queues and their entries: Go's {@code runq} and {@code sched.runq}. */
@NullMarked
package dev.goroutine.internal.queue;

import org.jspecify.annotations.NullMarked;
