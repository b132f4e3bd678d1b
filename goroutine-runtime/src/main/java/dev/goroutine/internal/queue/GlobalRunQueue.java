package dev.goroutine.internal.queue;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The GRQ: goroutines without a P. Unbounded, first in first out, Go's
 * {@code sched.runq}.
 * <p>
 * Anybody may {@link #add}, which never waits and never fails, and nobody waits for who
 * does. That matters as much: a thread that is background work may lose its core in the
 * middle for as long as others have something to do. Where it claims a place first and
 * fills it then, as in an array, all that come behind that place are hidden meanwhile.
 * <p>
 * The queue beneath takes memory; if there is none, or no stack to add to it safely,
 * goroutines go to a list that they are the links of, since to lose one is to lose it for
 * ever, and to wait for memory may be to wait for what the waiting one holds.
 */
public final class GlobalRunQueue {

	/** Go's: half of a local queue. */
	private static final int MAX_BATCH = LocalRunQueue.CAPACITY / 2;

	private final ConcurrentLinkedQueue<Resumable> queue;

	/** How many were added, counted afterwards: never more than there were. */
	private final AtomicLong tail = new AtomicLong();

	/** How many were taken. */
	private final AtomicLong head = new AtomicLong();

	/** What came when there was no memory, last in first out: its turn comes last. */
	private final AtomicReference<Resumable> overflow = new AtomicReference<>(Resumable.END);

	public GlobalRunQueue() {
		this(new ConcurrentLinkedQueue<>());
	}

	public GlobalRunQueue(ConcurrentLinkedQueue<Resumable> queue) {
		this.queue = queue;
	}

	public void add(Resumable task) {
		try {
			this.queue.add(task);
			this.tail.incrementAndGet();
		}
		catch (OutOfMemoryError ex) {
			addToOverflow(task);
		}
	}

	/** Adds all, in one step, and empties the array. */
	void addAll(@Nullable Resumable[] tasks) {
		try {
			this.queue.addAll(Arrays.asList(tasks));
			this.tail.addAndGet(tasks.length);
		}
		catch (OutOfMemoryError ex) {
			for (Resumable task : tasks) {
				addToOverflow(Objects.requireNonNull(task));
			}
		}
		Arrays.fill(tasks, null);
	}

	/** Needs neither memory nor much of the stack. */
	public void addToOverflow(Resumable task) {
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

	public boolean isEmpty() {
		return this.queue.isEmpty() && this.overflow.get() == Resumable.END;
	}

	/** Without those that came when there was no memory. */
	public int size() {
		long head = head();
		return (int) Math.max(tail() - head, 0);
	}

	/** How many it has given away; not counting those of the overflow. */
	public long head() {
		return this.head.get();
	}

	/** How many it has been given, likewise. */
	public long tail() {
		return this.tail.get();
	}

	/**
	 * Takes all, and gives back all but one. That one alone could not be taken: between a
	 * look at what is behind it and the swap, others could take it, run it and add it
	 * again, with something else behind.
	 */
	private @Nullable Resumable takeOverflow() {
		if (this.overflow.get() == Resumable.END) {
			return null;
		}
		Resumable first = this.overflow.getAndSet(Resumable.END);
		Resumable link = first.link();
		if (link == null) {
			return null;
		}
		first.link(Resumable.END);
		while (link != null && link != Resumable.END) {
			Resumable task = link;
			link = task.link();
			task.link(Resumable.END);
			add(task);
		}
		return first;
	}

	/** Takes one. */
	public @Nullable Resumable poll() {
		Resumable task = this.queue.poll();
		if (task == null) {
			return takeOverflow();
		}
		this.head.incrementAndGet();
		return task;
	}

	/**
	 * Takes a P's fair share: Go's {@code globrunqgetbatch}.
	 * @param into the local queue of the calling M's P, which gets all but the first, as
	 * far as there is room
	 * @param gomaxprocs how many Ps share
	 * @return the first, or {@code null} if there is none
	 */
	public @Nullable Resumable pollBatch(LocalRunQueue into, int gomaxprocs) {
		int share = size() / gomaxprocs + 1;
		Resumable first = this.queue.poll();
		if (first == null) {
			return takeOverflow();
		}
		int batch = Math.min(Math.min(MAX_BATCH, share), into.room());
		int taken = 1;
		Resumable task;
		while (taken < batch && (task = this.queue.poll()) != null) {
			into.add(task);
			taken++;
		}
		this.head.addAndGet(taken);
		return first;
	}

}
