/**
 * What the web side of all examples shares.
 */
@NullMarked
package dev.goroutine.sample.web;

import org.jspecify.annotations.NullMarked;
