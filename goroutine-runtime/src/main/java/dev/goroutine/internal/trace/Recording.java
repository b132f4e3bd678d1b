package dev.goroutine.internal.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The events of one scheduler for some time, in memory of a fixed size.
 * <p>
 * Any thread may record, without waiting for another: it takes the next row, fills it,
 * and marks it as filled. The rows are given out in twentieths, one for each twentieth of
 * the time. Where more happens than fits, each twentieth begins with all its events; the
 * rest is dropped and counted. So a trace of a busy scheduler is a row of samples of the
 * whole time and not its first moment.
 */
public final class Recording {

	/** Number of rows; each is 64 bytes, and the names. */
	public static final int CAPACITY = 1 << 17;

	/** Stands for no P or no M. */
	public static final int NONE = -1;

	/** The kind of event in a row; 0 is a row that is not filled yet. */
	enum Kind {

		UNFILLED, RUN, WAKE, HANDOFF, REGAIN, STEAL, MACHINE_START, MACHINE_EXIT, GOMAXPROCS, QUEUES

	}

	private static final Kind[] KINDS = Kind.values();

	private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

	private static final int STEPS = 20;

	private static final int WIDTH = 7;

	private static final int MAX_TEXT = 200;

	/** The time between two looks at the queues. */
	private static final long QUEUES_NANOS = 1_000_000;

	final String runtime;

	final Instant startedAt = Instant.now();

	final long start = System.nanoTime();

	final long nanos;

	private final int capacity;

	private final long[] words;

	private final @Nullable String[] texts;

	private final AtomicInteger next = new AtomicInteger();

	private final AtomicLong dropped = new AtomicLong();

	private final AtomicLong queuesAt = new AtomicLong(this.start);

	/** When it was stopped, at the latest when its time is over. */
	private volatile long end;

	/**
	 * Begins a recording.
	 * @param runtime the name of the runtime
	 * @param nanos how long it may last
	 * @param capacity the number of rows
	 */
	public Recording(String runtime, long nanos, int capacity) {
		this.runtime = runtime;
		this.nanos = nanos;
		this.capacity = capacity;
		this.end = this.start + nanos;
		this.words = new long[capacity * WIDTH];
		this.texts = new String[capacity * 2];
		// Links the VarHandle. Later that would happen on an M, which may lack the
		// memory.
		WORDS.setRelease(this.words, 0, 0L);
	}

	/**
	 * Records a run that has ended, or that goes on when the recording ends.
	 * @param p its P at the beginning, or {@link #NONE}
	 * @param since when the run began, which may be before the recording
	 * @param readyAt when the goroutine became ready; before the recording, or 0, if that
	 * is not known
	 */
	public void run(int p, long m, long goroutine, String name, long since, long until, long readyAt, String left) {
		long from = Math.max(since - this.start, 0) + this.start;
		if (from - this.end < 0) {
			add(Kind.RUN, from, p, m, goroutine, this.end - Math.max(this.end - until, 0),
					(readyAt - this.start >= 0) ? readyAt : 0, name, left);
		}
	}

	/** Records that a goroutine on that M has readied another. */
	public void wake(long m, long goroutine, long at) {
		add(Kind.WAKE, at, NONE, m, goroutine, 0, 0, null, null);
	}

	/** Records that an M has lost its P. */
	public void handoff(int p, long from, long to, long goroutine, long at, String reason) {
		add(Kind.HANDOFF, at, p, from, goroutine, to, 0, reason, null);
	}

	/** Records that a goroutine that had lost its P goes on with another. */
	public void regain(int p, long m) {
		add(Kind.REGAIN, System.nanoTime(), p, m, 0, 0, 0, null, null);
	}

	/** Records that a P has taken goroutines from another. */
	public void steal(int thief, int victim, int count) {
		add(Kind.STEAL, System.nanoTime(), thief, NONE, 0, victim, count, null, null);
	}

	/** Records that an OS thread has begun. */
	public void machineStart(long m) {
		add(Kind.MACHINE_START, System.nanoTime(), NONE, m, 0, 0, 0, null, null);
	}

	/** Records that an OS thread ends. */
	public void machineExit(long m) {
		add(Kind.MACHINE_EXIT, System.nanoTime(), NONE, m, 0, 0, 0, null, null);
	}

	/** Records that the number of Ps was changed. */
	public void gomaxprocs(int before, int after) {
		add(Kind.GOMAXPROCS, System.nanoTime(), NONE, NONE, 0, before, after, null, null);
	}

	/**
	 * Whether it is time to look at the queues, for one caller every millisecond.
	 * @param now the time
	 * @return whether the caller should
	 */
	public boolean wantsQueues(long now) {
		long last = this.queuesAt.get();
		return now - last >= QUEUES_NANOS && this.queuesAt.compareAndSet(last, now);
	}

	/** Records how many goroutines wait in the queues. */
	public void queues(long now, long global, long local) {
		add(Kind.QUEUES, now, NONE, NONE, 0, global, local, null, null);
	}

	private void add(Kind kind, long at, int p, long m, long goroutine, long a, long b, @Nullable String text,
			@Nullable String second) {
		if (at - this.start < 0 || at - this.end >= 0) {
			return;
		}
		// A twentieth of the rows for each twentieth of the time.
		long step = Math.clamp((System.nanoTime() - this.start) / (this.nanos / STEPS + 1), 0, STEPS - 1) + 1L;
		int row;
		if (this.next.get() >= step * this.capacity / STEPS || (row = this.next.getAndIncrement()) >= this.capacity) {
			this.dropped.incrementAndGet();
			return;
		}
		int base = row * WIDTH;
		this.words[base + 1] = at;
		this.words[base + 2] = p;
		this.words[base + 3] = m;
		this.words[base + 4] = goroutine;
		this.words[base + 5] = a;
		this.words[base + 6] = b;
		this.texts[row * 2] = clip(text);
		this.texts[row * 2 + 1] = clip(second);
		WORDS.setRelease(this.words, base, (long) kind.ordinal());
	}

	/** Shortens a name, which may be of any length, and would be kept alive. */
	private static @Nullable String clip(@Nullable String text) {
		return (text != null && text.length() > MAX_TEXT) ? text.substring(0, MAX_TEXT) + "..." : text;
	}

	/** Ends the recording now, unless its time is over. Later events are not recorded. */
	public void stop() {
		this.end = end(System.nanoTime());
	}

	private long end(long now) {
		return (now - this.end < 0) ? now : this.end;
	}

	/** When the recording has ended, or is to. */
	public long end() {
		return this.end;
	}

	/** When the recording has begun. */
	public long start() {
		return this.start;
	}

	/** Whether its time is over. */
	public boolean isOver() {
		return System.nanoTime() - this.end >= 0;
	}

	/** Number of rows that were given out. */
	public int size() {
		return Math.min(this.next.get(), this.capacity);
	}

	/** Number of events that were dropped. */
	public long dropped() {
		return this.dropped.get();
	}

	void forEach(IntConsumer action) {
		int size = size();
		for (int row = 0; row < size; row++) {
			if (kind(row) != Kind.UNFILLED) {
				action.accept(row);
			}
		}
	}

	Kind kind(int row) {
		return KINDS[(int) (long) WORDS.getAcquire(this.words, row * WIDTH)];
	}

	long at(int row) {
		return this.words[row * WIDTH + 1];
	}

	int processor(int row) {
		return (int) this.words[row * WIDTH + 2];
	}

	long machine(int row) {
		return this.words[row * WIDTH + 3];
	}

	long goroutine(int row) {
		return this.words[row * WIDTH + 4];
	}

	long a(int row) {
		return this.words[row * WIDTH + 5];
	}

	long b(int row) {
		return this.words[row * WIDTH + 6];
	}

	String text(int row) {
		String text = this.texts[row * 2];
		return (text != null) ? text : "";
	}

	String second(int row) {
		String text = this.texts[row * 2 + 1];
		return (text != null) ? text : "";
	}

}
