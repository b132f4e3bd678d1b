/**
 * Auto-configuration of the runtime, the task executor, {@code @Go}, the endpoint and the
 * meters, and the analyses of what can be wrong with their configuration.
 */
@NullMarked
package dev.goroutine.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
