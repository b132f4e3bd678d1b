@NullMarked
package dev.goroutine.sample.text;

import org.jspecify.annotations.NullMarked;
