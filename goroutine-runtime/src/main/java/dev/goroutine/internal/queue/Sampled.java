package dev.goroutine.internal.queue;

import dev.goroutine.internal.jfr.FlightEvents;
import dev.goroutine.internal.jfr.JfrModule;
import org.jspecify.annotations.Nullable;

/**
 * A task together with the time at which it became runnable. It takes the place of the
 * task in its queue, so a goroutine needs no field for the time, and a thread that takes
 * or steals the entry gets the time along.
 *
 * @param task the task to run
 * @param readyAt the time by {@link System#nanoTime()}
 * @param counted whether it was chosen for the scheduling latency; all are timed while a
 * trace is recorded
 * @param pending is told when the task runs, or {@code null}
 */
public record Sampled(Resumable task, long readyAt, boolean counted,
		FlightEvents.@Nullable Wait pending) implements Resumable {

	/** Creates an entry for the scheduling latency. */
	public static Sampled counted(Resumable task) {
		return new Sampled(task, System.nanoTime(), true, JfrModule.IS_PRESENT ? FlightEvents.beginWait() : null);
	}

	/** Creates an entry for the trace only. */
	public static Sampled uncounted(Resumable task) {
		return new Sampled(task, System.nanoTime(), false, null);
	}

	@Override
	public void resume() {
		this.task.resume();
	}

	@Override
	public @Nullable Resumable link() {
		return this.task.link();
	}

	@Override
	public void link(@Nullable Resumable link) {
		this.task.link(link);
	}

	@Override
	public boolean claim() {
		return this.task.claim();
	}

}
