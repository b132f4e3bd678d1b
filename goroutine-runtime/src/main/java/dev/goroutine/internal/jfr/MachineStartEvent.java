package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An OS thread begins. */
@Name("dev.goroutine.MachineStart")
@Label("M Start")
@Description("An OS thread of the scheduler has started")
@Category("Goroutines")
@StackTrace(false)
final class MachineStartEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("M")
	long machine;

}
