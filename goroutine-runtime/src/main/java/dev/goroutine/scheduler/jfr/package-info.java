/**
 * What the scheduler tells JDK Flight Recorder.
 */
@NullMarked
package dev.goroutine.scheduler.jfr;

import org.jspecify.annotations.NullMarked;
