/**
 * Goroutines in controllers: those that they return, and the timeouts of those that they
 * wait for.
 */
@NullMarked
package dev.goroutine.spring.boot.web;

import org.jspecify.annotations.NullMarked;
