package dev.goroutine.internal.scheduler;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;

import org.jspecify.annotations.Nullable;

/**
 * An M as {@code java.util.concurrent} sees it. {@code SynchronousQueue},
 * {@code LinkedTransferQueue} and {@code Exchanger} spin before they park, which helps if
 * the partner runs on another core; with one P only, it keeps the partner from running at
 * all. They refrain from it if the carrier of the calling virtual thread is a worker of a
 * {@link ForkJoinPool} and has a task in its queue. So that is what an M is while
 * spinning would be in vain, with a task that nobody ever runs and a pool that has no
 * thread.
 */
abstract class ForkJoinCarrier extends ForkJoinWorkerThread {

	private static final ForkJoinPool POOL = new ForkJoinPool(1, (pool) -> null, null, false);

	private final ForkJoinTask<?> placeholder = new Placeholder();

	private boolean spinningIsVain;

	/** A daemon thread without the thread locals of whoever creates it. */
	ForkJoinCarrier(ThreadGroup group, String name) {
		super(group, POOL, false);
		setName(name);
	}

	/** To be called while there is memory. */
	static void prepare() {
		assert POOL != null;
	}

	/** For the carrier itself, while it carries nothing. */
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
