/**
 * What classes of another package look like.
 */
@NullMarked
package dev.goroutine.spring.annotation.elsewhere;

import org.jspecify.annotations.NullMarked;
