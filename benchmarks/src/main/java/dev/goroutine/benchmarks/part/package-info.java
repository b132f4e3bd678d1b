/**
 * JMH benchmarks of what users call. Those of the scheduler's and the timers' own parts
 * are in the packages of these, since the parts are not public.
 * <p>
 * They tell what a part costs by itself, and whether a change of it helps. Whether
 * goroutines are faster than something else is for the side-by-side programs, which let
 * the sides take turns.
 */
@NullMarked
package dev.goroutine.benchmarks.part;

import org.jspecify.annotations.NullMarked;
