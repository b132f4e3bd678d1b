/**
 * Go's first example of channels: a sieve of goroutines.
 */
@NullMarked
package dev.goroutine.sample.prime;

import org.jspecify.annotations.NullMarked;
