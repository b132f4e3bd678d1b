/**
 * Counts words in a pipeline: channels between goroutines, and memory for a few chunks of
 * text however long it is.
 */
@NullMarked
package dev.goroutine.sample.text;

import org.jspecify.annotations.NullMarked;
