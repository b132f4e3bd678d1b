/**
 * The sample application: what goroutines are good for in a Spring service.
 * <p>
 * Each example has a package of its own. {@code quote} asks many {@code supplier}s at
 * once and answers at its deadline with what has come in; {@code order} keeps orders in a
 * database; {@code load} is there to see that the others do not suffer. {@code text}
 * counts words and {@code prime} finds primes, both with channels between goroutines.
 */
@NullMarked
package dev.goroutine.sample;

import org.jspecify.annotations.NullMarked;
