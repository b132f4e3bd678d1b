/**
 * Load to watch the scheduler under: goroutines that burn CPU, that wait, and that block
 * their OS thread in native code.
 */
@NullMarked
package dev.goroutine.sample.load;

import org.jspecify.annotations.NullMarked;
