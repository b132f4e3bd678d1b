/**
 * An application that uses much at once.
 */
@NullMarked
package dev.goroutine.it.whole;

import org.jspecify.annotations.NullMarked;
