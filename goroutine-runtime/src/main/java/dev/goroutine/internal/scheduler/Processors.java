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
 * A P beyond GOMAXPROCS is <i>surplus</i>. Whoever has it, the M at its next scheduling
 * point or sysmon if that takes too long, moves its queue to the global one and
 * <i>retires</i> it. Until then it is as busy as any other, and what waits in its queue
 * is for all, as in the global one. It is kept for the next time that GOMAXPROCS grows.
 * Both directions write first and read then: <pre>
 * one who has surplus P 5           GOMAXPROCS = 8
 * marks it retired
 *                                   sets the count
 *                                   takes P 5 back if it is retired
 * takes it back if not surplus
 * </pre> so that a P is neither left over nor used twice.
 */
public final class Processors {

	static final int MAX = Scheduler.MAX_GOMAXPROCS;

	private final GlobalRunQueue global;

	/**
	 * One word at first sight for up to 64 Ps, the others are there when they are needed.
	 */
	private final IdleProcessors idle = new IdleProcessors(MAX);

	/** Those that are surplus and no M has. */
	private final IdleProcessors retired = new IdleProcessors(MAX);

	/** Only grows. */
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
	 * How many there have ever been; those from {@link #count()} on are surplus or
	 * retired.
	 */
	public int known() {
		return this.all.length;
	}

	/** Those with an id below {@link #count()}, if that is read first. */
	public Processor get(int id) {
		return this.all[id];
	}

	/**
	 * Sets GOMAXPROCS.
	 * @return what it was
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
	 * For who has the P: a full fence follows what was written before. Nobody looks into
	 * the queue of an idle P, whatever the policy, so what is in it goes to the global
	 * one. There is something in it if no M could be had for the P, or its M has ended by
	 * an error: then the caller sees to it that another one comes.
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

	/** For who has the P, and then wakes an M for what was in its queue. */
	void retire(Processor p) {
		p.queue.drainTo(this.global);
		this.retired.put(p.id);
		if (!isSurplus(p) && this.retired.remove(p.id)) {
			putIdle(p);
		}
	}

	/** Over all there have ever been, so that it never falls. */
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

	/** How many an M has, or somebody else for a moment; surplus ones too. */
	public int busy() {
		// Before the number of all, which only grows: rather one too many.
		int unused = this.idle.sizeWith(this.retired);
		return known() - unused;
	}

}
