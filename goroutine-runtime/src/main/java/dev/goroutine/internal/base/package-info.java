/**
 * Small parts that all rooms of the scheduler stand on: a padded object, a coarse clock,
 * the set of idle Ps, histograms, warnings. Nothing here knows a goroutine.
 */
@NullMarked
package dev.goroutine.internal.base;

import org.jspecify.annotations.NullMarked;
