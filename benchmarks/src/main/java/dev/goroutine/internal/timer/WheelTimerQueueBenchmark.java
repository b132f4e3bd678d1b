package dev.goroutine.internal.timer;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.goroutine.benchmarks.part.PartBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A timeout that is not needed after all, which is what becomes of most: scheduled, and
 * cancelled at once. Their shells are for the timer thread to clear away meanwhile.
 */
@State(Scope.Benchmark)
public class WheelTimerQueueBenchmark extends PartBenchmark {

	private static final Runnable NOTHING = () -> {
	};

	private final TimerQueue timers = new WheelTimerQueue("bench-timers", TimeSource.SYSTEM);

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

	/** As the JDK sets its own up, on which virtual threads sleep. */
	public WheelTimerQueueBenchmark() {
		this.executor.setRemoveOnCancelPolicy(true);
	}

	@TearDown
	public void close() {
		this.executor.shutdownNow();
	}

	@Benchmark
	public boolean scheduleAndCancel() {
		Timer timer = new Idle();
		this.timers.schedule(timer, TimeUnit.SECONDS.toNanos(1));
		return this.timers.cancel(timer);
	}

	/** The same with the JDK's timers. */
	@Benchmark
	public boolean scheduleAndCancelJdk() {
		Future<?> timer = this.executor.schedule(NOTHING, 1, TimeUnit.SECONDS);
		return timer.cancel(false);
	}

	private static final class Idle extends Timer {

		@Override
		protected void fire() {
		}

	}

}
