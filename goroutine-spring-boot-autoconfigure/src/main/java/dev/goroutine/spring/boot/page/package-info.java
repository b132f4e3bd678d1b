/**
 * The live page of the scheduler, served by the application itself on either web stack.
 */
@NullMarked
package dev.goroutine.spring.boot.page;

import org.jspecify.annotations.NullMarked;
