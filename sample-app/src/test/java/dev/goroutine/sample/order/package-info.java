@NullMarked
package dev.goroutine.sample.order;

import org.jspecify.annotations.NullMarked;
