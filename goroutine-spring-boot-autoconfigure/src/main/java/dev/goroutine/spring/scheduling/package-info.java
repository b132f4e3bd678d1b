/**
 * Runs scheduled tasks on goroutines: a {@code TaskScheduler}.
 */
@NullMarked
package dev.goroutine.spring.scheduling;

import org.jspecify.annotations.NullMarked;
