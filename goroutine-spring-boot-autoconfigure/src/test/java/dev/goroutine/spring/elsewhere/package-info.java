/**
 * What classes of another package look like.
 */
@NullMarked
package dev.goroutine.spring.elsewhere;

import org.jspecify.annotations.NullMarked;
