/**
 * Small parts that all other packages of the scheduler build on: a padded object, a
 * coarse clock, the set of idle Ps, histograms, warnings. Nothing here knows a goroutine.
 */
@NullMarked
package dev.goroutine.internal.base;

import org.jspecify.annotations.NullMarked;
