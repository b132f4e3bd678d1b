package dev.goroutine.internal.queue;

import dev.goroutine.internal.jfr.FlightEvents;
import dev.goroutine.internal.jfr.JfrModule;
import org.jspecify.annotations.Nullable;

/**
 * Something runnable together with the time at which it became so. It takes the place of
 * the goroutine in its queue, so a goroutine needs no field for that and whoever takes or
 * steals it brings the time along.
 *
 * @param task what is to run
 * @param readyAt by {@link System#nanoTime()}
 * @param counted whether it was chosen for the scheduling latency; all are timed while a
 * trace is recorded
 * @param pending is told when it runs, or {@code null}
 */
public record Sampled(Resumable task, long readyAt, boolean counted,
		FlightEvents.@Nullable Wait pending) implements Resumable {

	/** One for the scheduling latency. */
	public static Sampled counted(Resumable task) {
		return new Sampled(task, System.nanoTime(), true, JfrModule.IS_PRESENT ? FlightEvents.beginWait() : null);
	}

	/** One for the trace only. */
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
