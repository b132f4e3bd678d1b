package dev.goroutine.internal.scheduler;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;

import org.jspecify.annotations.Nullable;

/**
 * A carrier as {@code java.util.concurrent} sees it. {@code SynchronousQueue},
 * {@code LinkedTransferQueue} and {@code Exchanger} spin before they park. That helps if
 * the partner runs on another core; with one P only, it keeps the partner from running at
 * all. These classes do not spin if the carrier of the calling virtual thread is a worker
 * of a {@link ForkJoinPool} and has a task in its queue. So each carrier is such a
 * worker, of a pool that has no thread, and has a task that nobody ever runs while
 * spinning would be in vain.
 */
abstract class ForkJoinCarrier extends ForkJoinWorkerThread {

	private static final ForkJoinPool POOL = new ForkJoinPool(1, (pool) -> null, null, false);

	private final ForkJoinTask<?> placeholder = new Placeholder();

	private boolean spinningIsVain;

	/** Creates a daemon thread without the thread locals of its creator. */
	ForkJoinCarrier(ThreadGroup group, String name) {
		super(group, POOL, false);
		setName(name);
	}

	/** Initializes this class while there is memory. */
	static void prepare() {
		assert POOL != null;
	}

	/**
	 * Sets whether goroutines on this carrier would spin in vain. The carrier itself
	 * calls this while it carries nothing.
	 */
	protected final void spinningIsVain(boolean vain) {
		if (vain != this.spinningIsVain) {
			this.spinningIsVain = vain;
			if (vain) {
				this.placeholder.fork();
			}
			else {
				this.placeholder.tryUnfork();
			}
		}
	}

	private static final class Placeholder extends ForkJoinTask<@Nullable Void> {

		@Override
		public @Nullable Void getRawResult() {
			return null;
		}

		@Override
		protected void setRawResult(@Nullable Void value) {
		}

		@Override
		protected boolean exec() {
			return true;
		}

	}

}
