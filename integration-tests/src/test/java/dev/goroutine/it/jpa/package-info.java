/**
 * An application with a database, for its repositories to be found in.
 */
@NullMarked
package dev.goroutine.it.jpa;

import org.jspecify.annotations.NullMarked;
