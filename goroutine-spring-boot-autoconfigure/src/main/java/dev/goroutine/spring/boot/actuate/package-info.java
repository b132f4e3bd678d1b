/**
 * What Actuator and Micrometer show of a runtime.
 */
@NullMarked
package dev.goroutine.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
