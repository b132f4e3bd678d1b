/**
 * The other side of the wire: suppliers that take their time. In a real system they would
 * be other people's services.
 */
@NullMarked
package dev.goroutine.sample.supplier;

import org.jspecify.annotations.NullMarked;
