/**
 * Channels and select as the runtime sees them: Go's {@code chan.go} and
 * {@code select.go}.
 */
@NullMarked
package dev.goroutine.internal.chan;

import org.jspecify.annotations.NullMarked;
