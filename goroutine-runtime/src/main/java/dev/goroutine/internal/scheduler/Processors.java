package dev.goroutine.internal.scheduler;

import java.util.Arrays;
import java.util.function.ToLongFunction;

import dev.goroutine.internal.base.IdleProcessors;
import dev.goroutine.internal.queue.GlobalRunQueue;
import org.jspecify.annotations.Nullable;

/**
 * All Ps, and which of them are idle: Go's {@code allp} and {@code procresize}, but the
 * world goes on while their number changes.
 * <p>
 * A P beyond GOMAXPROCS is <i>surplus</i>. The M that has it moves its queue to the
 * global one at its next scheduling point and <i>retires</i> the P; sysmon does so if
 * that takes too long. Until then the P is as busy as any other, and its queue is for
 * all, as the global one is. A retired P is kept for the next time that GOMAXPROCS grows.
 * Both directions write first and read then, so that a P is neither left over nor used
 * twice: <pre>
 * thread that has surplus P 5       GOMAXPROCS = 8
 * marks it retired
 *                                   sets the count
 *                                   takes P 5 back if it is retired
 * takes it back if not surplus
 * </pre>
 */
public final class Processors {

	static final int MAX = Scheduler.MAX_GOMAXPROCS;

	private final GlobalRunQueue global;

	/**
	 * The idle Ps. For up to 64 Ps only one word is looked at; further words are added
	 * when GOMAXPROCS grows.
	 */
	private final IdleProcessors idle = new IdleProcessors(MAX);

	/** The surplus Ps that no M has. */
	private final IdleProcessors retired = new IdleProcessors(MAX);

	/** All Ps that there have ever been; the array only grows. */
	private volatile Processor[] all = {};

	/** GOMAXPROCS. */
	private volatile int count;

	Processors(GlobalRunQueue global, int count) {
		this.global = global;
		resize(count);
	}

	int count() {
		return this.count;
	}

	/**
	 * Number of Ps that there have ever been. The Ps from {@link #count()} on are surplus
	 * or retired.
	 */
	public int known() {
		return this.all.length;
	}

	/**
	 * A P by its id. The caller must have read {@link #count()} or {@link #known()}
	 * before, and the id must be below that.
	 */
	public Processor get(int id) {
		return this.all[id];
	}

	/**
	 * Sets GOMAXPROCS.
	 * @return the old number
	 */
	synchronized int resize(int n) {
		int before = this.count;
		int known = this.all.length;
		if (n > known) {
			Processor[] grown = Arrays.copyOf(this.all, n);
			for (int id = known; id < n; id++) {
				grown[id] = new Processor(id, this.global);
			}
			this.all = grown;
			this.idle.reserve(n);
		}
		this.count = n;
		for (int id = before; id < n; id++) {
			if (id >= known || this.retired.remove(id)) {
				putIdle(this.all[id]);
			}
		}
		for (int id = n; id < before; id++) {
			if (this.idle.remove(id)) {
				retire(this.all[id]);
			}
		}
		return before;
	}

	public boolean isSurplus(Processor p) {
		return p.id >= this.count;
	}

	/**
	 * Makes a P idle. The caller must have it. A full fence follows the caller's earlier
	 * writes. Nobody looks into the queue of an idle P, whatever the policy, so its tasks
	 * go to the global queue. There are tasks in it if no M could be had for the P, or if
	 * its M has ended by an error: then the caller makes sure that another M comes.
	 */
	void putIdle(Processor p) {
		if (!p.queue.isEmpty()) {
			p.queue.drainTo(this.global);
		}
		this.idle.put(p.id);
		if (isSurplus(p) && this.idle.remove(p.id)) {
			retire(p);
		}
	}

	/**
	 * Retires a P. The caller must have it, and then wakes an M for what was in its
	 * queue.
	 */
	void retire(Processor p) {
		p.queue.drainTo(this.global);
		this.retired.put(p.id);
		if (!isSurplus(p) && this.retired.remove(p.id)) {
			putIdle(p);
		}
	}

	/** A sum over all Ps that there have ever been, so that it never falls. */
	long sum(ToLongFunction<Processor> counter) {
		long sum = 0;
		for (Processor p : this.all) {
			sum += counter.applyAsLong(p);
		}
		return sum;
	}

	@Nullable Processor takeIdle() {
		int id = this.idle.take();
		if (id == IdleProcessors.NONE) {
			return null;
		}
		Processor p = this.all[id];
		assert p.queue.isEmpty() : "An idle P with work: " + id;
		return p;
	}

	boolean isIdle(Processor p) {
		return this.idle.contains(p.id);
	}

	boolean anyIdle() {
		return !this.idle.isEmpty();
	}

	boolean isRetired(Processor p) {
		return this.retired.contains(p.id);
	}

	/**
	 * Number of Ps that an M has, or another thread for a moment. Surplus Ps count too.
	 */
	public int busy() {
		// Read before the number of all Ps, which only grows: the result is rather one
		// too high.
		int unused = this.idle.sizeWith(this.retired);
		return known() - unused;
	}

}
