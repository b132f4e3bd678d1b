package dev.goroutine.benchmarks.side;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Work;
import dev.goroutine.benchmarks.work.Yields;

/**
 * What any scheduler on this JVM pays at least for {@link Yields}: bare continuations
 * that take turns on one platform thread, with an array for a run queue.
 */
public final class RawContinuations implements Side {

	@Override
	public String name() {
		return "raw continuations";
	}

	@Override
	public Contender open(Work work, int size, int processors) {
		if (!(work instanceof Yields) || processors != 1) {
			throw new IllegalArgumentException("Raw continuations do nothing but yield on one thread");
		}
		return new Turns(size);
	}

	private static final class Turns implements Contender {

		private final int yields;

		private long yielded;

		Turns(int yields) {
			this.yields = yields;
		}

		@Override
		public double round() {
			this.yielded = 0;
			RawContinuation[] all = new RawContinuation[Yields.THREADS];
			long start = System.nanoTime();
			for (int i = 0; i < all.length; i++) {
				all[i] = new RawContinuation(this::target);
			}
			// The last turn lets the targets end.
			for (int i = 0; i <= this.yields; i++) {
				turn(all);
			}
			long elapsed = System.nanoTime() - start;
			for (RawContinuation one : all) {
				Checks.count("continuations at their end", 1, one.isDone() ? 1 : 0);
			}
			long expected = (long) Yields.THREADS * this.yields;
			Checks.count("yields", expected, this.yielded);
			return (double) elapsed / expected;
		}

		private static void turn(RawContinuation[] all) {
			for (RawContinuation one : all) {
				one.run();
			}
		}

		private void target() {
			int count = 0;
			for (int i = 0; i < this.yields; i++) {
				RawContinuation.pause();
				count++;
			}
			this.yielded += count;
		}

	}

}
