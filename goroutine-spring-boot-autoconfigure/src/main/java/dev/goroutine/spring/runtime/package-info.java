/**
 * Finds the {@link dev.goroutine.GoRuntime} beans of an application by name, and shuts
 * them down with its context.
 */
@NullMarked
package dev.goroutine.spring.runtime;

import org.jspecify.annotations.NullMarked;
