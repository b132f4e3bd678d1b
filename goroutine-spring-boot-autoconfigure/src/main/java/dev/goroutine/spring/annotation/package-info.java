/**
 * Makes {@link dev.goroutine.spring.Go @Go} work: finds the methods, puts the advice
 * around their beans, and turns each call into a goroutine with a future.
 */
@NullMarked
package dev.goroutine.spring.annotation;

import org.jspecify.annotations.NullMarked;
