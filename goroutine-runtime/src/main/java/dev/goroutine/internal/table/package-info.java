/**
 * The goroutines that are alive: their table, the counters beside it, and how a stack is
 * told from the runtime's own frames.
 */
@NullMarked
package dev.goroutine.internal.table;

import org.jspecify.annotations.NullMarked;
