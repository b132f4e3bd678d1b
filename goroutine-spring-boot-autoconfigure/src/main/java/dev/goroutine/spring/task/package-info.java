/**
 * Runs tasks on goroutines: an {@code AsyncTaskExecutor}, and what task decorators put
 * around a task or a {@code @Go} call.
 */
@NullMarked
package dev.goroutine.spring.task;

import org.jspecify.annotations.NullMarked;
