/**
 * Auto-configuration of the runtime, the task executor, {@code @Go}, the endpoint and the
 * meters.
 */
@NullMarked
package dev.goroutine.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
