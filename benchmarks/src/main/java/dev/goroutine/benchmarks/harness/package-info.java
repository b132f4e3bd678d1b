/**
 * How two sides are compared: rounds in alternation, medians, ratios, targets and the
 * table. Knows nothing of what is measured.
 */
@NullMarked
package dev.goroutine.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
