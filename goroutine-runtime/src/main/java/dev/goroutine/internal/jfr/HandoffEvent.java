package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A P was taken from its M. There are 300 events a second at most. */
@Name("dev.goroutine.Handoff")
@Label("Hand-off")
@Description("A P was taken from the M whose goroutine blocks or has had its time slice")
@Category("Goroutines")
@StackTrace(false)
@Throttle("300/s")
final class HandoffEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Reason")
	@Nullable String reason;

	@Label("P")
	int processor;

	@Label("From M")
	long fromMachine;

	@Label("To M")
	@Description("The M that the P went to, -1 if none was needed")
	long toMachine;

	@Label("Goroutine Id")
	@Description("The goroutine that goes on without the P, 0 if it is none")
	long goroutine;

	@Label("Goroutine Name")
	@Nullable String name;

	@Label("Goroutine Stack")
	@Description("One frame a line; of a hundred hand-offs a second at most")
	@Nullable String goroutineStack;

}
