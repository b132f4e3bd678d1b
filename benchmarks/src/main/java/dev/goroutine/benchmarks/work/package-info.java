/**
 * What is measured, one class each, written once for every kind of virtual thread. The
 * same in Go is in {@code src/main/go}.
 */
@NullMarked
package dev.goroutine.benchmarks.work;

import org.jspecify.annotations.NullMarked;
