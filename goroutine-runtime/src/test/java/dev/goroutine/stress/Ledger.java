package dev.goroutine.stress;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.stress.Entry.Kind;
import dev.goroutine.stress.Entry.Outcome;

/**
 * The books of a {@link Load}: an entry for each goroutine while it is open, sums of
 * those that are closed. Kept without asking the runtime, and then held against what the
 * runtime says.
 */
final class Ledger {

	private static final int VIOLATIONS_KEPT = 20;

	private final AtomicLong numbers = new AtomicLong();

	private final Map<Kind, LongAdder> opened = new EnumMap<>(Kind.class);

	private final Map<Outcome, LongAdder> closed = new EnumMap<>(Outcome.class);

	/** Goroutines whose body has thrown. */
	private final LongAdder threw = new LongAdder();

	/** Goroutines that were seen to complete by their futures. */
	private final LongAdder completed = new LongAdder();

	private final LongAdder steps = new LongAdder();

	private final Set<Entry> open = ConcurrentHashMap.newKeySet();

	private final Queue<Entry> cancelled = new ConcurrentLinkedQueue<>();

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	Ledger() {
		for (Kind kind : Kind.values()) {
			this.opened.put(kind, new LongAdder());
		}
		for (Outcome outcome : Outcome.values()) {
			this.closed.put(outcome, new LongAdder());
		}
	}

	/** To be called before the goroutine is started. */
	Entry open(Kind kind) {
		Entry entry = new Entry(this, this.numbers.getAndIncrement(), kind);
		this.open.add(entry);
		this.opened.get(kind).increment();
		return entry;
	}

	/** A future is complete that has not been cancelled. */
	void completed() {
		this.completed.increment();
	}

	/** One that was cancelled is closed when it is dead. */
	void awaitDeath(Entry entry) {
		this.cancelled.add(entry);
	}

	void closed(Entry entry, Outcome outcome) {
		this.closed.get(outcome).increment();
		if (entry.kind != Kind.FOREIGN && (outcome == Outcome.FAILED || outcome == Outcome.INTERRUPTED)) {
			this.threw.increment();
		}
		this.open.remove(entry);
		step();
	}

	/** Something has moved. */
	void step() {
		this.steps.increment();
	}

	long progress() {
		return this.steps.sum();
	}

	void violation(String text) {
		if (this.violations.size() < VIOLATIONS_KEPT) {
			this.violations.add(text);
		}
	}

	List<String> violations() {
		return List.copyOf(this.violations);
	}

	int openCount() {
		return this.open.size();
	}

	boolean isClosed() {
		return this.open.isEmpty();
	}

	List<Entry> someOpen(int most) {
		return this.open.stream().limit(most).toList();
	}

	/** Goroutines, without foreign virtual threads. */
	long started() {
		return this.opened.get(Kind.GO).sum() + this.opened.get(Kind.EXECUTE).sum();
	}

	long closed(Outcome outcome) {
		return this.closed.get(outcome).sum();
	}

	/** Closes those that were cancelled and have died. By one thread at a time. */
	void bury() {
		for (int left = this.cancelled.size(); left > 0; left--) {
			Entry entry = this.cancelled.poll();
			if (entry == null) {
				return;
			}
			if (entry.isDead()) {
				entry.buried();
			}
			else {
				this.cancelled.add(entry);
			}
		}
	}

	/**
	 * Compares with what the runtime says while all of it moves, so within bounds: what
	 * has completed here has done so there, what was created there was opened here.
	 * @param snapshot is taken in between
	 */
	void compare(Supplier<SchedulerSnapshot> snapshot) {
		long completed = this.completed.sum();
		SchedulerSnapshot seen = snapshot.get();
		long started = started();
		SchedulerSnapshot.Totals totals = seen.totals();
		if (completed > totals.completed() || totals.completed() > totals.created() || totals.created() > started) {
			violation("not in order: completed " + completed + ", " + totals + ", started " + started);
		}
		// Those that call back just now are completed and alive.
		if (totals.created() > totals.completed() + seen.goroutines().alive()) {
			violation("does not add up: " + seen);
		}
	}

	/** Compares when all has come to rest. */
	void balance(SchedulerSnapshot.Totals totals) {
		if (totals.created() != started() || totals.completed() != started() || totals.failed() > this.threw.sum()
				|| totals.failed() + totals.cancelled() < this.threw.sum()) {
			violation("the books say " + this + ", the runtime " + totals);
		}
	}

	@Override
	public String toString() {
		return "started " + this.opened + ", ended " + this.closed + ", " + this.threw + " goroutines have thrown, "
				+ openCount() + " are open";
	}

}
