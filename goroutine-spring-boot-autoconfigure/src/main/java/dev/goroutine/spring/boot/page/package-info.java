/**
 * The live page of the scheduler, an endpoint of Actuator.
 */
@NullMarked
package dev.goroutine.spring.boot.page;

import org.jspecify.annotations.NullMarked;
