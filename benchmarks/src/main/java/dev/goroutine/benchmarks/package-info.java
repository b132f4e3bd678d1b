/**
 * The command that measures goroutines side by side with their rivals.
 * <p>
 * {@link dev.goroutine.benchmarks.SideBySide} goes through
 * {@link dev.goroutine.benchmarks.Rows}. For each row it starts a process per side, a
 * {@link dev.goroutine.benchmarks.Worker} JVM or a program in Go, and lets them do a
 * round in turn, A B A B …, until there are figures for a line of the table. What is
 * measured is in {@code work}, what it is measured on in {@code side}, how in
 * {@code harness}, and how it is drawn in {@code plot}.
 */
@NullMarked
package dev.goroutine.benchmarks;

import org.jspecify.annotations.NullMarked;
