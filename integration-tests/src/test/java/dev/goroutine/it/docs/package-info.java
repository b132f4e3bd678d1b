/**
 * The documents: every snippet compiles, and every name and link in them exists.
 */
@NullMarked
package dev.goroutine.it.docs;

import org.jspecify.annotations.NullMarked;
