package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An OS thread ends. */
@Name("dev.goroutine.MachineExit")
@Label("M Exit")
@Description("An OS thread of the scheduler ends, after the idle timeout as a rule")
@Category("Goroutines")
@StackTrace(false)
final class MachineExitEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("M")
	long machine;

}
