package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine was ready for long before it ran. The event begins when the goroutine
 * becomes ready and ends when it runs. One goroutine in 32 is timed, the same ones as for
 * the scheduling latency.
 */
@Name("dev.goroutine.SlowScheduling")
@Label("Slow Scheduling")
@Description("A goroutine was ready for longer than the threshold before it ran; one in 32 is timed")
@Category("Goroutines")
@StackTrace(false)
@Threshold("20 ms")
final class SlowSchedulingEvent extends Event implements FlightEvents.Wait {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Goroutine Id")
	@Description("0 if it is a virtual thread that a goroutine has started")
	long goroutine;

	@Label("Goroutine Name")
	@Nullable String name;

	@Label("P")
	int processor;

	@Label("M")
	long machine;

	@Override
	public void end(String runtime, long goroutine, String name, int processor, long machine) {
		this.runtime = runtime;
		this.goroutine = goroutine;
		this.name = name;
		this.processor = processor;
		this.machine = machine;
		commit();
	}

}
