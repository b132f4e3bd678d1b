package dev.goroutine.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;

import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The GRQ: goroutines without a P. Unbounded, first in first out, Go's
 * {@code sched.runq}.
 * <p>
 * Anybody may {@link #add}, which never waits and never fails. The queue beneath takes
 * memory now and then; if there is none, or no stack to add to it safely, goroutines go
 * to a list that they are the links of, since to lose one is to lose it for ever, and to
 * wait for memory may be to wait for what the waiting one holds. The queue wants one
 * consumer at a time, so consumers take a flag; who does not get it goes away with
 * nothing and must not conclude that the queue is empty: {@link #isEmpty} tells that.
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

	private final MpscUnboundedVarHandleArrayQueue<Resumable> queue;

	/** What came when there was no memory, last in first out: its turn comes last. */
	private final AtomicReference<Resumable> overflow = new AtomicReference<>(Resumable.END);

	@SuppressWarnings("unused")
	private volatile boolean consuming;

	GlobalRunQueue() {
		this(new MpscUnboundedVarHandleArrayQueue<>(CHUNK));
	}

	GlobalRunQueue(MpscUnboundedVarHandleArrayQueue<Resumable> queue) {
		this.queue = queue;
	}

	void add(Resumable task) {
		try {
			this.queue.offer(task);
		}
		catch (OutOfMemoryError ex) {
			addToOverflow(task);
		}
	}

	/** Needs neither memory nor much of the stack. */
	void addToOverflow(Resumable task) {
		try {
			Resumable head;
			do {
				head = this.overflow.get();
				task.link(head);
			}
			while (!this.overflow.compareAndSet(head, task));
		}
		catch (StackOverflowError ex) {
			// It is not in the list, and whoever submits it again must not think so.
			task.link(null);
			throw ex;
		}
	}

	boolean isEmpty() {
		return this.queue.isEmpty() && this.overflow.get() == Resumable.END;
	}

	/** Without those that came when there was no memory. */
	int size() {
		return this.queue.size();
	}

	/** How many it has given away; not counting those of the overflow. */
	long head() {
		return this.queue.currentConsumerIndex();
	}

	/** How many it has been given, likewise. */
	long tail() {
		return this.queue.currentProducerIndex();
	}

	/** For who has the flag. */
	private @Nullable Resumable take() {
		Resumable task = this.queue.relaxedPoll();
		return (task != null) ? task : takeOverflow();
	}

	/** Only one takes at a time, so what is the head still has the same link. */
	private @Nullable Resumable takeOverflow() {
		Resumable head;
		Resumable link;
		do {
			head = this.overflow.get();
			link = head.link();
			if (link == null) {
				return null;
			}
		}
		while (!this.overflow.compareAndSet(head, link));
		head.link(Resumable.END);
		return head;
	}

	/**
	 * Takes a P's fair share: Go's {@code globrunqgetbatch}.
	 * @param into the local queue of the calling M's P, which gets all but the first, as
	 * far as there is room
	 * @param gomaxprocs how many Ps share
	 * @return the first, or {@code null} if there is none or another M is taking
	 */
	@Nullable Resumable pollBatch(LocalRunQueue into, int gomaxprocs) {
		if (isEmpty() || !CONSUMING.compareAndSet(this, false, true)) {
			return null;
		}
		try {
			Resumable first = take();
			if (first != null) {
				int size = this.queue.size() + 1;
				int batch = Math.min(Math.min(MAX_BATCH, size / gomaxprocs + 1), into.room());
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
