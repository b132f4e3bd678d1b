@NullMarked
package dev.goroutine.sample.load;

import org.jspecify.annotations.NullMarked;
