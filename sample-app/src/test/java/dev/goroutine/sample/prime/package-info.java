@NullMarked
package dev.goroutine.sample.prime;

import org.jspecify.annotations.NullMarked;
