/**
 * The one place that touches what the JDK does not export.
 */
@NullMarked
package dev.goroutine.internal.jdk;

import org.jspecify.annotations.NullMarked;
