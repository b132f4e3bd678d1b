package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A goroutine has ended. The event is disabled by default. */
@Name("dev.goroutine.GoroutineEnd")
@Label("Goroutine End")
@Description("The body of a goroutine has returned or thrown")
@Category("Goroutines")
@Enabled(false)
@StackTrace(false)
final class GoroutineEndEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Goroutine Id")
	long goroutine;

	@Label("Goroutine Name")
	@Nullable String name;

	@Label("Failed")
	boolean failed;

}
