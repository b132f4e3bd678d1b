/**
 * Asks many suppliers at once, a goroutine each, and answers at the deadline with what
 * has come in.
 */
@NullMarked
package dev.goroutine.sample.quote;

import org.jspecify.annotations.NullMarked;
