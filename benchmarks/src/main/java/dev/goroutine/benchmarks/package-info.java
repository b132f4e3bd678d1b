/**
 * The command that measures goroutines side by side with their rivals.
 * <p>
 * {@link dev.goroutine.benchmarks.SideBySide} forks one
 * {@link dev.goroutine.benchmarks.Worker} JVM for each row of
 * {@link dev.goroutine.benchmarks.Rows}, since the parallelism of the JDK's scheduler
 * belongs to the whole JVM. The worker runs both sides in turn, A B A B …, and reports
 * each pair of figures; the command makes a table of them. What is measured is in
 * {@code work}, what it is measured on in {@code side}, how in {@code harness}.
 */
@NullMarked
package dev.goroutine.benchmarks;

import org.jspecify.annotations.NullMarked;
