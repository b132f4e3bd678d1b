/**
 * Observes and measures calls of {@link dev.goroutine.spring.Go @Go} methods.
 */
@NullMarked
package dev.goroutine.spring.observation;

import org.jspecify.annotations.NullMarked;
