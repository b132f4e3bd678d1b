/**
 * The sides of the comparisons: our goroutines, the JDK's virtual threads, raw
 * continuations and programs in Go.
 */
@NullMarked
package dev.goroutine.benchmarks.side;

import org.jspecify.annotations.NullMarked;
