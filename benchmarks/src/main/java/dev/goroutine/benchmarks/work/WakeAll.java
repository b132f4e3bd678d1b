package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A crowd that parks, is woken and ends: creation, park, wake-up and end together.
 */
public final class WakeAll implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%,d goroutines created, parked, all woken and joined", size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000_000, 1_000);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Sleepers sleepers = new Sleepers(size);
		long start = System.nanoTime();
		threads.start(() -> {
			for (int i = 0; i < size; i++) {
				threads.start(sleepers);
			}
		});
		Checks.await(sleepers.arrived, describe(size));
		threads.start(sleepers::wakeAll);
		Checks.await(sleepers.gone, "the end of all that were woken");
		return (System.nanoTime() - start) / 1e6;
	}

	private static final class Sleepers implements Body {

		private final Thread[] threads;

		private final AtomicInteger next = new AtomicInteger();

		private final CountDownLatch arrived;

		private final CountDownLatch gone;

		private volatile boolean awake;

		Sleepers(int size) {
			this.threads = new Thread[size];
			this.arrived = new CountDownLatch(size);
			this.gone = new CountDownLatch(size);
		}

		@Override
		public void run() {
			this.threads[this.next.getAndIncrement()] = Thread.currentThread();
			this.arrived.countDown();
			while (!this.awake) {
				LockSupport.park();
			}
			this.gone.countDown();
		}

		void wakeAll() {
			this.awake = true;
			for (Thread thread : this.threads) {
				LockSupport.unpark(thread);
			}
		}

	}

}
