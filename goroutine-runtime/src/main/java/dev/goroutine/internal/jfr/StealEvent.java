package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * A P without work has taken goroutines from another. There are 300 events a second at
 * most.
 */
@Name("dev.goroutine.Steal")
@Label("Steal")
@Description("A P without work has taken goroutines from the queue of another")
@Category("Goroutines")
@StackTrace(false)
@Throttle("300/s")
final class StealEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Thief P")
	int thief;

	@Label("Victim P")
	int victim;

	@Label("Goroutines")
	int count;

}
