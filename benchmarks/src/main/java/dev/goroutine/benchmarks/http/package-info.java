/**
 * The sample application under load over HTTP: the load is that of {@code wrk}, and what
 * disturbs it comes from clients of our own.
 */
@NullMarked
package dev.goroutine.benchmarks.http;

import org.jspecify.annotations.NullMarked;
