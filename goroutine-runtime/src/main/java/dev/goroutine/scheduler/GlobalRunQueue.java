package dev.goroutine.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The GRQ: goroutines without a P. Unbounded, first in first out, Go's
 * {@code sched.runq}.
 * <p>
 * Anybody may {@link #add} and never waits. The queue beneath wants one consumer at a
 * time, so consumers take a flag; who does not get it goes away with nothing and must not
 * conclude that the queue is empty: {@link #isEmpty} tells that.
 */
final class GlobalRunQueue {

	/** Go's: half of a local queue. */
	private static final int MAX_BATCH = LocalRunQueue.CAPACITY / 2;

	/** How many goroutines one chunk of the queue holds; a guess at a busy burst. */
	private static final int CHUNK = 1024;

	private static final VarHandle CONSUMING;

	static {
		try {
			CONSUMING = MethodHandles.lookup().findVarHandle(GlobalRunQueue.class, "consuming", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final MpscUnboundedVarHandleArrayQueue<Resumable> queue = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

	@SuppressWarnings("unused")
	private volatile boolean consuming;

	void add(Resumable task) {
		for (;;) {
			try {
				this.queue.offer(task);
				return;
			}
			catch (OutOfMemoryError ex) {
				// To give up would lose a parked goroutine for ever; others go on and
				// free memory.
				Thread.onSpinWait();
			}
		}
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	int size() {
		return this.queue.size();
	}

	/**
	 * Takes one goroutine.
	 * @return it, or {@code null} if there is none or another M is taking
	 */
	@Nullable Resumable poll() {
		if (isEmpty() || !CONSUMING.compareAndSet(this, false, true)) {
			return null;
		}
		try {
			return this.queue.relaxedPoll();
		}
		finally {
			CONSUMING.setRelease(this, false);
		}
	}

	/**
	 * Takes a P's fair share: Go's {@code globrunqgetbatch}.
	 * @param into the local queue of the calling M's P, which gets all but the first
	 * @param gomaxprocs how many Ps share
	 * @return the first, or {@code null} if there is none or another M is taking
	 */
	@Nullable Resumable pollBatch(LocalRunQueue into, int gomaxprocs) {
		if (isEmpty() || !CONSUMING.compareAndSet(this, false, true)) {
			return null;
		}
		try {
			Resumable first = this.queue.relaxedPoll();
			if (first != null) {
				int size = this.queue.size() + 1;
				int batch = Math.min(MAX_BATCH, size / gomaxprocs + 1);
				Resumable task;
				for (int i = 1; i < batch && (task = this.queue.relaxedPoll()) != null; i++) {
					into.add(task);
				}
			}
			return first;
		}
		finally {
			CONSUMING.setRelease(this, false);
		}
	}

}
