/**
 * What the scheduler tells JDK Flight Recorder.
 */
@NullMarked
package dev.goroutine.internal.jfr;

import org.jspecify.annotations.NullMarked;
