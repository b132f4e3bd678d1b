/**
 * The starter in applications that use much else of Spring, on real servers, databases
 * and schedulers.
 */
@NullMarked
package dev.goroutine.it;

import org.jspecify.annotations.NullMarked;
