/**
 * Who is alive: the table of goroutines, the counters beside it, and how a stack is told
 * from the runtime's own frames.
 */
@NullMarked
package dev.goroutine.internal.table;

import org.jspecify.annotations.NullMarked;
