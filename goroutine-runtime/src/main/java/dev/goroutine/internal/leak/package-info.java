/** Finds goroutines that nothing can wake any more. */
@NullMarked
package dev.goroutine.internal.leak;

import org.jspecify.annotations.NullMarked;
