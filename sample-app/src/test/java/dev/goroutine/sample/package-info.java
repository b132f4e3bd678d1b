@NullMarked
package dev.goroutine.sample;

import org.jspecify.annotations.NullMarked;
