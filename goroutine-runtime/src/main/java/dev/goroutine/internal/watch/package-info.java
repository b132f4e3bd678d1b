/**
 * Looks at the scheduler from outside: sysmon, which takes Ps from Ms that do not use
 * them well, and Go's {@code schedtrace}.
 */
@NullMarked
package dev.goroutine.internal.watch;

import org.jspecify.annotations.NullMarked;
