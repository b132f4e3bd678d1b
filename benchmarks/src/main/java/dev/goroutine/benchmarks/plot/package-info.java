/**
 * Plots as SVG: a writer, colours for the light and the dark, letters whose width has to
 * be guessed, axes, and the plot of the rows. A plot is the same to the byte for the same
 * figures.
 */
@NullMarked
package dev.goroutine.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
