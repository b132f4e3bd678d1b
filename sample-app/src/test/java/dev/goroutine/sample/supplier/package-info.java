@NullMarked
package dev.goroutine.sample.supplier;

import org.jspecify.annotations.NullMarked;
