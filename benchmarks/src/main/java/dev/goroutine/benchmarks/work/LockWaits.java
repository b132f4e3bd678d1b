package dev.goroutine.benchmarks.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * One that computes for longer than a time slice while it holds a lock, and others that
 * want the lock: what they wait if the holder has become background work, which is a
 * priority inversion. Each hold takes the same computation, not the same time. Who finds
 * the lock free does not count.
 *
 * @param percentile which of the waiting times is the figure, 1 to 100
 */
public record LockWaits(int percentile) implements Work {

	private static final int HOLDS = 5;

	private static final int WAITERS = 20;

	/** Between two holds, of which there are more if nobody has wanted the lock. */
	private static final Duration HOLDERS_PAUSE = Duration.ofMillis(5);

	/** Longer, so that most come back while the lock is held. */
	private static final Duration WAITERS_PAUSE = Duration.ofMillis(10);

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "wait for a lock whose holder computes for about %d ms under it, p%d", size,
				this.percentile);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(50, 1);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Contest contest = new Contest(threads, size * Computation.ITERATIONS_PER_MILLISECOND);
		threads.start(contest::hold);
		for (int i = 0; i < WAITERS; i++) {
			threads.start(contest::want);
		}
		Checks.await(contest.ended, describe(size));
		Checks.count("computations", 0, (contest.result == 0) ? 1 : 0);
		Collections.sort(contest.waits);
		return contest.waits.get((contest.waits.size() * this.percentile + 99) / 100 - 1) / 1e6;
	}

	private static final class Contest {

		private final Threads threads;

		private final int iterations;

		private final ReentrantLock lock = new ReentrantLock();

		private final CountDownLatch ended = new CountDownLatch(1 + WAITERS);

		/** Whether the lock's owner computes. */
		private volatile boolean held;

		// The lock guards the next three.
		private final List<Long> waits = new ArrayList<>();

		private boolean over;

		private long result = 1;

		Contest(Threads threads, int iterations) {
			this.threads = threads;
			this.iterations = iterations;
		}

		void hold() {
			boolean over = false;
			for (int i = 1; !over; i++) {
				this.lock.lock();
				try {
					this.held = true;
					this.result = Computation.compute(this.result, this.iterations) | 1;
					over = i >= HOLDS && !this.waits.isEmpty();
					this.over = over;
					this.held = false;
				}
				finally {
					this.lock.unlock();
				}
				this.threads.pause(HOLDERS_PAUSE);
			}
			this.ended.countDown();
		}

		void want() {
			boolean over = false;
			while (!over) {
				this.threads.pause(WAITERS_PAUSE);
				boolean counts = this.held;
				long start = System.nanoTime();
				this.lock.lock();
				try {
					if (counts) {
						this.waits.add(System.nanoTime() - start);
					}
					over = this.over;
				}
				finally {
					this.lock.unlock();
				}
			}
			this.ended.countDown();
		}

	}

}
