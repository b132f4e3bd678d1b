/**
 * Access to parts of the JDK that it does not export. No other package touches them.
 */
@NullMarked
package dev.goroutine.internal.jdk;

import org.jspecify.annotations.NullMarked;
