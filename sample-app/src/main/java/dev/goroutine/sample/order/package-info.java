/**
 * Orders in a database: what a transaction does on a goroutine, and what is left to
 * another one after it.
 */
@NullMarked
package dev.goroutine.sample.order;

import org.jspecify.annotations.NullMarked;
