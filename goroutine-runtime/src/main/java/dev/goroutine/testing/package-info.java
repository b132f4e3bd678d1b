/**
 * Support for tests of code on goroutines. Such tests neither wait nor depend on luck:
 * Go's {@code testing/synctest}.
 * <p>
 * {@link dev.goroutine.testing.Bubble} needs nothing but this library,
 * {@link dev.goroutine.testing.BubbleTest} JUnit Jupiter.
 */
@NullMarked
package dev.goroutine.testing;

import org.jspecify.annotations.NullMarked;
