/** The events of the scheduler for JDK Flight Recorder. */
@NullMarked
package dev.goroutine.internal.jfr;

import org.jspecify.annotations.NullMarked;
