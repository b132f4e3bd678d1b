package dev.goroutine.internal.queue;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The GRQ: goroutines without a P. It is unbounded, first in first out, Go's
 * {@code sched.runq}.
 * <p>
 * Any thread may {@link #add}, which never waits and never fails. No thread waits for
 * another one that adds, which matters as much: background work may lose its core in the
 * middle for as long as others have something to do. In a queue where a thread claims a
 * place first and fills it then, as in an array, all entries behind that place would be
 * hidden meanwhile.
 * <p>
 * The queue beneath takes memory. If there is none, or no stack to add to it safely,
 * goroutines go to a list of which they are the links themselves. A goroutine that is not
 * queued is lost for ever, and waiting for memory may mean waiting for what the waiting
 * goroutine holds.
 */
public final class GlobalRunQueue {

	/** Half of a local queue, as in Go. */
	private static final int MAX_BATCH = LocalRunQueue.CAPACITY / 2;

	private final ConcurrentLinkedQueue<Resumable> queue;

	/** Number of tasks added. It is counted afterwards: never more than there were. */
	private final AtomicLong tail = new AtomicLong();

	/** Number of tasks taken. */
	private final AtomicLong head = new AtomicLong();

	/**
	 * Tasks that came when there was no memory, last in first out: their turn comes last.
	 */
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

	/** Adds all tasks, in one step, and empties the array. */
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

	/** Adds a task with neither memory nor much of the stack. */
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
			// The task is not in the list, and a thread that submits it again must see
			// that.
			task.link(null);
			throw ex;
		}
	}

	public boolean isEmpty() {
		return this.queue.isEmpty() && this.overflow.get() == Resumable.END;
	}

	/** Number of tasks, without those that came when there was no memory. */
	public int size() {
		long head = head();
		return (int) Math.max(tail() - head, 0);
	}

	/** Number of tasks that it has given away, without those of the overflow. */
	public long head() {
		return this.head.get();
	}

	/** Number of tasks that it has been given, without those of the overflow. */
	public long tail() {
		return this.tail.get();
	}

	/**
	 * Takes the first task of the overflow, and adds all others to the queue. The first
	 * task alone could not be taken: between a look at the task behind it and the swap,
	 * other threads could take it, run it and add it again, with another task behind.
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

	/** Takes one task. */
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
	 * @param gomaxprocs the number of Ps that share
	 * @return the first task, or {@code null} if there is none
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
