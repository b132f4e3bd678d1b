package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine begins to run. The event is disabled by default, as
 * {@code jdk.VirtualThreadStart}.
 */
@Name("dev.goroutine.GoroutineStart")
@Label("Goroutine Start")
@Description("A goroutine has run for the first time")
@Category("Goroutines")
@Enabled(false)
@StackTrace(false)
final class GoroutineStartEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Goroutine Id")
	long goroutine;

	@Label("Goroutine Name")
	@Nullable String name;

}
