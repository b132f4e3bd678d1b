package dev.goroutine.internal.scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.RuntimeWait;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine in {@code Goroutine.sleep}: the timer that wakes it, and the object that it
 * is {@linkplain LockSupport#getBlocker parked on}, so that others see why it waits.
 */
public final class Sleeper extends Timer implements RuntimeWait {

	private @Nullable Thread thread;

	private Sleeper(Thread thread) {
		this.thread = thread;
	}

	/**
	 * Parks the calling goroutine for that time at least. On a thread that is no
	 * goroutine it is {@link Thread#sleep(Duration)}.
	 * @param duration how long; zero or less only yields
	 * @throws InterruptedException if interrupted before or while it sleeps
	 */
	public static void sleep(Duration duration) throws InterruptedException {
		if (G.current() == null) {
			Thread.sleep(duration);
			return;
		}
		Caller.checkStackRoom();
		sleep(Caller.timers(), duration.isPositive() ? TimeUnit.NANOSECONDS.convert(duration) : 0);
	}

	/**
	 * Parks the calling goroutine. The permit of {@link LockSupport} is there afterwards
	 * in any case, as it is after {@link Thread#sleep}: another thread's unpark may have
	 * come while the goroutine was parked.
	 */
	static void sleep(TimerQueue timers, long nanos) throws InterruptedException {
		checkInterrupted();
		if (nanos <= 0) {
			Thread.yield();
			return;
		}
		Thread thread = Thread.currentThread();
		Sleeper sleeper = new Sleeper(thread);
		try {
			timers.schedule(sleeper, nanos);
			do {
				LockSupport.park(sleeper);
				checkInterrupted();
			}
			while (sleeper.isPending());
		}
		finally {
			timers.cancel(sleeper);
			LockSupport.unpark(thread);
		}
	}

	private static void checkInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	@Override
	public String waitReason() {
		return "sleep";
	}

	@Override
	protected void fire() {
		LockSupport.unpark(this.thread);
	}

	@Override
	protected void clear() {
		this.thread = null;
	}

}
