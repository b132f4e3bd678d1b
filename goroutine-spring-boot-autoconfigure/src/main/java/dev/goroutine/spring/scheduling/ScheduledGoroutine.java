package dev.goroutine.spring.scheduling;

import java.time.Duration;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A scheduled task, its future, and the goroutine that sleeps until it is due and runs
 * it.
 * <p>
 * Cancelling the future wakes a goroutine that is asleep, and interrupts one that runs
 * the task only if that is asked for. The two must not be mixed up: <pre>
 * canceller                         the goroutine
 *                                   is asleep
 * cancel(false) -> done
 *                                   wakes by itself, asleep -> false
 * asleep? no: does not interrupt
 *                                   FutureTask is done: does not run the task
 * </pre> The other way round the interrupt finds the goroutine before it looks whether
 * the future is done, and nothing runs either.
 */
final class ScheduledGoroutine extends FutureTask<@Nullable Object> implements ScheduledFuture<@Nullable Object> {

	private static final Log logger = LogFactory.getLog(ScheduledGoroutine.class);

	/**
	 * The task, for the log. It is let go when it is done, since the future may be kept
	 * for longer.
	 */
	private volatile @Nullable Runnable task;

	private final Schedule schedule;

	private final boolean repeating;

	private final RunGate gate;

	private final Consumer<ScheduledGoroutine> atEnd;

	private @Nullable Goroutine<Void> goroutine;

	/** True from the start, though the goroutine may have to wait for its turn first. */
	private boolean asleep = true;

	/**
	 * Creates it.
	 * @param task what to run
	 * @param schedule when, already advanced to the first time
	 * @param repeating whether the task may run more than once
	 * @param gate what runs go through
	 * @param atEnd told when the goroutine has ended or will not run the task any more,
	 * perhaps twice
	 */
	ScheduledGoroutine(Runnable task, Schedule schedule, boolean repeating, RunGate gate,
			Consumer<ScheduledGoroutine> atEnd) {
		super(Executors.callable(task));
		this.task = task;
		this.schedule = schedule;
		this.repeating = repeating;
		this.gate = gate;
		this.atEnd = atEnd;
	}

	synchronized void start(GoRuntime runtime, String name) {
		this.goroutine = runtime.go(name, this::loop);
	}

	/** Whether the caller is this goroutine. */
	synchronized boolean isCaller() {
		return this.goroutine != null && this.goroutine == Goroutine.current();
	}

	private void loop() {
		try {
			while (awaitTurn()) {
				try {
					runOnce();
				}
				finally {
					// An interrupt that the task has left behind is not meant for
					// the next run.
					Thread.interrupted();
					this.gate.leave();
				}
			}
		}
		finally {
			this.atEnd.accept(this);
		}
	}

	/**
	 * Sleeps until the task is due.
	 * @return whether to run it, after which the gate must be left
	 */
	private boolean awaitTurn() {
		fallAsleep();
		try {
			if (!isDone()) {
				Goroutine.sleep(Duration.ofNanos(this.schedule.nanosLeft()));
				if (this.gate.enter()) {
					return true;
				}
			}
		}
		catch (InterruptedException ex) {
			// Cancelled, or the runtime shuts down.
		}
		finally {
			wakeUp();
		}
		cancel(false);
		return false;
	}

	private synchronized void fallAsleep() {
		this.asleep = true;
	}

	private synchronized void wakeUp() {
		this.asleep = false;
	}

	private void runOnce() {
		this.schedule.begins();
		if (!this.repeating) {
			run();
		}
		else if (runAndReset()) {
			advance();
		}
	}

	private void advance() {
		try {
			if (!this.schedule.advance()) {
				set(null);
			}
		}
		catch (Throwable ex) {
			logger.error("No next time for the scheduled task " + this.task, ex);
			setException(ex);
		}
	}

	/** Ends the goroutine unless the task runs just now. */
	synchronized void cancelIfAsleep() {
		if (this.asleep) {
			cancel(false);
		}
	}

	@Override
	protected synchronized void done() {
		this.task = null;
		if (this.asleep && this.goroutine != null) {
			// A goroutine that has not even begun will not begin.
			this.goroutine.cancel(true);
			this.atEnd.accept(this);
		}
	}

	@Override
	public long getDelay(TimeUnit unit) {
		return unit.convert(this.schedule.nanosLeft(), TimeUnit.NANOSECONDS);
	}

	@Override
	public int compareTo(Delayed other) {
		return (other == this) ? 0 : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
	}

}
