package dev.goroutine.internal.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.scheduler.Sleeper;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * Waits for goroutines to end, and ends those that do not.
 * <p>
 * It polls, because a signal for the end of the last goroutine would cost every goroutine
 * a fence at its own end.
 */
public final class Shutdown {

	/** How long goroutines may take to end after they have been interrupted. */
	public static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

	private static final Duration FOR_THREADS = Duration.ofSeconds(1);

	private static final long FIRST_POLL_NANOS = 50_000;

	private static final long LONGEST_POLL_NANOS = 5_000_000;

	/**
	 * The highest number of goroutines whose stacks are read to find those in
	 * {@code System.exit}. The reads are repeated, and may be in vain.
	 */
	private static final int MOST_EXITING = 100;

	private final Scheduler scheduler;

	/**
	 * Goroutines that wait in here for the others, and are not waited for. Goroutines
	 * that have called {@code System.exit}, which never return, are added.
	 */
	private final Set<G<?>> waiters = ConcurrentHashMap.newKeySet();

	/** Number of times that a goroutine was about to wait in here. */
	private final AtomicInteger entries = new AtomicInteger();

	/**
	 * Creates the shutdown of a scheduler. It does not begin yet.
	 * @param scheduler the scheduler
	 */
	public Shutdown(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Waits until no goroutine is alive but those that wait in here. An interrupt ends
	 * the wait, and the caller stays interrupted.
	 * @param timeout the longest time to wait; zero or less does not wait
	 * @return whether no such goroutine is alive
	 */
	public boolean awaitQuiescence(Duration timeout) {
		try (Wait wait = new Wait()) {
			return wait.await(timeout, this::isQuiescent);
		}
	}

	/**
	 * Ends the scheduler. After it has ended, only checks whether all goroutines have
	 * ended. An interrupt ends the wait in which it comes, and the caller stays
	 * interrupted.
	 * @param grace the time to wait before the interrupts
	 * @param afterInterrupt the time to wait after them
	 * @return whether all goroutines have ended
	 */
	public boolean shutdown(Duration grace, Duration afterInterrupt) {
		this.scheduler.refuse();
		if (this.scheduler.isTerminated()) {
			return isQuiescent();
		}
		try (Wait wait = new Wait()) {
			boolean ended = wait.await(grace, this::isQuiescent);
			if (!ended) {
				forEachOther((g) -> g.thread().interrupt());
				ended = wait.await(afterInterrupt, this::isQuiescent);
			}
			if (!ended) {
				forEachOther((g) -> g.cancel(true));
			}
			this.scheduler.terminate();
			if (ended && wait.self == null) {
				wait.await(FOR_THREADS, () -> this.scheduler.machines().isEmpty());
			}
			return ended;
		}
	}

	/**
	 * Whether no goroutine is alive but those that wait. The count of entries is read
	 * twice, because of this race: <pre>
	 * goroutine A                       this thread
	 *                                   sees A alive: 1
	 * starts B, waits in here
	 *                                   sees A wait: 1, as many as are alive
	 *                                   sees that the entries have changed
	 * </pre>
	 */
	private boolean isQuiescent() {
		int entries = this.entries.get();
		return this.scheduler.stats().alive() <= this.waiters.size() && entries == this.entries.get();
	}

	/**
	 * Gives up waiting for goroutines in {@code System.exit} once the JVM shuts down.
	 * They wait for the shutdown hooks, and if a hook waits in here for them, neither
	 * ends.
	 */
	private void leaveOutThoseThatExit() {
		if (this.scheduler.stats().alive() <= this.waiters.size() + MOST_EXITING && isJvmShuttingDown()) {
			forEachOther((g) -> {
				if (isExiting(g.thread())) {
					this.waiters.add(g);
				}
			});
		}
	}

	private static boolean isJvmShuttingDown() {
		try {
			Runtime.getRuntime().removeShutdownHook(new Thread());
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private static boolean isExiting(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals("java.lang.Shutdown")
					&& frame.getMethodName().equals("exit"));
	}

	private void forEachOther(Consumer<G<?>> action) {
		this.scheduler.forEachGoroutine((g) -> {
			if (!this.waiters.contains(g)) {
				action.accept(g);
			}
		});
	}

	/**
	 * The wait of one caller. A goroutine that waits is not counted among those it waits
	 * for. A caller that was interrupted is interrupted again in the end.
	 */
	private final class Wait implements AutoCloseable {

		private final @Nullable G<?> self = Shutdown.this.scheduler.current();

		/**
		 * The clock of the wait. In a bubble it is the bubble's, unless another runtime
		 * is shut down.
		 */
		private final TimerQueue timers = (this.self != null) ? Caller.timers() : Caller.sharedTimers();

		private boolean interrupted;

		Wait() {
			if (this.self != null) {
				Shutdown.this.entries.incrementAndGet();
				Shutdown.this.waiters.add(this.self);
			}
		}

		/**
		 * Waits until a condition holds. An interrupt ends the wait. Returns whether the
		 * condition holds.
		 */
		boolean await(Duration timeout, BooleanSupplier condition) {
			// A timeout that does not fit into a long means for ever.
			long nanos = Math.max(TimeUnit.NANOSECONDS.convert(timeout), 0);
			long start = this.timers.nanoTime();
			long poll = FIRST_POLL_NANOS;
			while (!condition.getAsBoolean()) {
				long left = nanos - (this.timers.nanoTime() - start);
				if (left <= 0) {
					return false;
				}
				try {
					sleep(Duration.ofNanos(Math.min(poll, left)));
				}
				catch (InterruptedException ex) {
					this.interrupted = true;
					return condition.getAsBoolean();
				}
				if (poll == LONGEST_POLL_NANOS) {
					leaveOutThoseThatExit();
				}
				poll = Math.min(2 * poll, LONGEST_POLL_NANOS);
			}
			return true;
		}

		private void sleep(Duration duration) throws InterruptedException {
			if (this.self != null) {
				Sleeper.sleep(duration);
			}
			else {
				Thread.sleep(duration);
			}
		}

		@Override
		public void close() {
			if (this.self != null) {
				Shutdown.this.waiters.remove(this.self);
			}
			if (this.interrupted) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
