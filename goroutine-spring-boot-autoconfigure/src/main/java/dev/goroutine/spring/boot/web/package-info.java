/**
 * Goroutines that controllers return.
 */
@NullMarked
package dev.goroutine.spring.boot.web;

import org.jspecify.annotations.NullMarked;
