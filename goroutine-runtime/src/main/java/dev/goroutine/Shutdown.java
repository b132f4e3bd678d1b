package dev.goroutine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.goroutine.scheduler.G;
import dev.goroutine.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Waits for goroutines to end, and ends those that do not.
 * <p>
 * Waiting is polling: to be told of the last goroutine's end would cost every goroutine a
 * fence at its own.
 */
final class Shutdown {

	static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

	private static final Duration FOR_THREADS = Duration.ofSeconds(1);

	private static final Duration FIRST_POLL = Duration.ofNanos(50_000);

	private static final Duration LONGEST_POLL = Duration.ofMillis(5);

	private final Scheduler scheduler;

	/** Goroutines that wait in here for the others, and are not waited for. */
	private final Set<G<?>> waiters = ConcurrentHashMap.newKeySet();

	Shutdown(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	boolean awaitQuiescence(Duration timeout) {
		try (Waiter waiter = new Waiter()) {
			return waiter.await(timeout, this::isQuiescent);
		}
	}

	boolean shutdown(Duration grace, Duration afterInterrupt) {
		this.scheduler.refuse();
		try (Waiter waiter = new Waiter()) {
			boolean ended = waiter.await(grace, this::isQuiescent);
			if (!ended) {
				forEachOther((g) -> g.thread().interrupt());
				ended = waiter.await(afterInterrupt, this::isQuiescent);
			}
			if (!ended) {
				forEachOther((g) -> g.cancel(true));
			}
			this.scheduler.terminate();
			if (ended && waiter.self == null) {
				waiter.await(FOR_THREADS, () -> this.scheduler.machines().isEmpty());
			}
			return ended;
		}
	}

	private boolean isQuiescent() {
		return this.scheduler.stats().alive() <= this.waiters.size();
	}

	private void forEachOther(Consumer<G<?>> action) {
		this.scheduler.forEachGoroutine((g) -> {
			if (!this.waiters.contains(g)) {
				action.accept(g);
			}
		});
	}

	/**
	 * Whoever waits: not counted among those it waits for, and interrupted in the end if
	 * it was.
	 */
	private final class Waiter implements AutoCloseable {

		private final @Nullable G<?> self = Shutdown.this.scheduler.current();

		private boolean interrupted;

		Waiter() {
			if (this.self != null) {
				Shutdown.this.waiters.add(this.self);
			}
		}

		/** An interrupt ends the wait. */
		boolean await(Duration timeout, BooleanSupplier condition) {
			long start = System.nanoTime();
			Duration poll = FIRST_POLL;
			while (!condition.getAsBoolean()) {
				Duration left = timeout.minusNanos(System.nanoTime() - start);
				if (!left.isPositive()) {
					return false;
				}
				try {
					Thread.sleep((poll.compareTo(left) < 0) ? poll : left);
				}
				catch (InterruptedException ex) {
					this.interrupted = true;
					return condition.getAsBoolean();
				}
				poll = (poll.compareTo(LONGEST_POLL) < 0) ? poll.multipliedBy(2) : LONGEST_POLL;
			}
			return true;
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
