package dev.goroutine.internal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import dev.goroutine.internal.base.LatencyHistogram;
import dev.goroutine.internal.base.Reservoir;
import org.jspecify.annotations.Nullable;

/**
 * The counters and the goroutines of a scheduler, merged from its shards when read.
 */
public final class SchedulerStats {

	/** Shards that Ms have, or had. */
	private final ConcurrentLinkedQueue<Shard> shards = new ConcurrentLinkedQueue<>();

	/** Shards for threads that are no M. */
	private final ExternalShards external = new ExternalShards();

	/** Number of goroutines that have leaked. Only the leak detector writes it. */
	private volatile long leaked;

	public SchedulerStats() {
		CallSites.prepare();
	}

	/**
	 * Leases a shard to an M, which alone may write to it until it gives it back. The
	 * first free shard is taken, so that few shards have tables that were once full.
	 * <p>
	 * There is no lock, because the caller has a P in hand. A goroutine that had to wait
	 * for a monitor would leave its M, and nobody could run it again if that P is the
	 * only one.
	 */
	public Shard lease() {
		for (Shard shard : this.shards) {
			if (shard.lease()) {
				return shard;
			}
		}
		Shard shard = new Shard();
		shard.lease();
		this.shards.add(shard);
		return shard;
	}

	/**
	 * Counts a goroutine in, before it can run.
	 * @param creator the goroutine that creates it, or {@code null}
	 * @param shard the shard of the calling M, or {@code null}
	 */
	public void created(Listed g, @Nullable Listed creator, @Nullable Shard shard) {
		StackTraceElement site = CallSites.ENABLED ? CallSites.capture() : null;
		if (shard != null) {
			g.enroll(shard, shard.goroutines.add(g, creator, site));
			shard.countCreated();
		}
		else {
			Shard leased = this.external.lease();
			try {
				g.enroll(leased, leased.goroutines.add(g, creator, site));
				leased.countCreated();
			}
			finally {
				leased.leased = false;
			}
		}
	}

	/**
	 * Counts a goroutine as completed.
	 * @param failed whether it has thrown and was not cancelled
	 * @param cancelled whether it was cancelled
	 * @param lingers whether it is still alive, until {@link #left}
	 * @param shard the shard of the calling M, or {@code null}
	 */
	public void completed(boolean failed, boolean cancelled, boolean lingers, @Nullable Shard shard) {
		Shard counting = (shard != null) ? shard : this.external.lease();
		try {
			counting.countCompleted(failed, cancelled, lingers);
		}
		finally {
			if (shard == null) {
				counting.leased = false;
			}
		}
	}

	/**
	 * Counts a goroutine out that has lingered.
	 * @param shard the shard of the calling M, or {@code null}
	 */
	public void left(@Nullable Shard shard) {
		Shard counting = (shard != null) ? shard : this.external.lease();
		try {
			counting.countLeft();
		}
		finally {
			if (shard == null) {
				counting.leased = false;
			}
		}
	}

	/** Counts a goroutine out that will never end. Called by the leak detector only. */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	public void countLeaked() {
		this.leaked = this.leaked + 1;
	}

	/** Visits the tables of goroutines. */
	public void forEachTable(Consumer<GoroutineTable> action) {
		forEachShard((shard) -> action.accept(shard.goroutines));
	}

	/** Visits the goroutines that are alive. */
	public void forEachGoroutine(Consumer<? super Listed> action) {
		forEachShard((shard) -> shard.goroutines.forEach(action));
	}

	/**
	 * A random sample of the goroutines that are alive. Goroutines that are not chosen
	 * are not looked at: fetching each of them from memory would cost most.
	 */
	public List<Listed> sample(int size) {
		Reservoir<Object> reservoir = new Reservoir<>(size, ThreadLocalRandom.current());
		forEachTable((table) -> table.forEachSlot((slot, entry) -> reservoir.see(entry)));
		List<Listed> goroutines = new ArrayList<>();
		for (Object entry : reservoir.chosen()) {
			Listed g = GoroutineTable.goroutine(entry);
			if (g != null) {
				goroutines.add(g);
			}
		}
		return goroutines;
	}

	/**
	 * Number of goroutines that have a result or have failed.
	 * @return the count
	 */
	public long completed() {
		return sum(Shard::completed);
	}

	/**
	 * Number of goroutines that were started.
	 * @return the count
	 */
	public long created() {
		return sum(Shard::created);
	}

	/**
	 * Number of goroutines that have thrown and were not cancelled.
	 * @return the count
	 */
	public long failed() {
		return sum(Shard::failed);
	}

	/**
	 * Number of goroutines that were cancelled.
	 * @return the count
	 */
	public long cancelled() {
		return sum(Shard::cancelled);
	}

	/**
	 * Number of goroutines that have become garbage while they waited.
	 * @return the count
	 */
	public long leaked() {
		return this.leaked;
	}

	/**
	 * How often an M began to run something.
	 * @return the count
	 */
	public long switches() {
		return sum(Shard::switches);
	}

	/**
	 * How long goroutines were runnable before they ran. One in 32 is timed.
	 * @return the counts, by bucket of {@link LatencyHistogram}
	 */
	public long[] latency() {
		long[] counts = new long[LatencyHistogram.BUCKETS];
		forEachShard((shard) -> shard.latency.addTo(counts));
		return counts;
	}

	/**
	 * The sum of the times in {@link #latency}.
	 * @return nanoseconds
	 */
	public long latencyNanos() {
		return sum((shard) -> shard.latency.nanos());
	}

	/**
	 * Number of goroutines that have started and neither ended nor leaked.
	 * @return the count
	 */
	public long alive() {
		return census().alive();
	}

	/**
	 * The numbers of goroutines that there are and were. Counters that a goroutine
	 * reaches later are read earlier, so that none is overlooked: a goroutine that moves
	 * on meanwhile is taken for alive.
	 * @return the counts
	 */
	public Census census() {
		long left = sum(Shard::left);
		long completed = completed();
		long leaked = leaked();
		long lingering = sum(Shard::lingering) - left;
		return new Census(created(), completed, leaked, lingering);
	}

	/**
	 * The numbers of goroutines that there are and were.
	 *
	 * @param created goroutines that were started
	 * @param completed goroutines that have a result or have failed
	 * @param leaked goroutines that were garbage while they waited
	 * @param lingering goroutines that have completed and are still alive, since
	 * something that was to run after that still runs on their thread
	 */
	public record Census(long created, long completed, long leaked, long lingering) {

		/**
		 * Number of goroutines that are alive.
		 * @return the count
		 */
		public long alive() {
			return this.created - this.completed - this.leaked + this.lingering;
		}

	}

	private long sum(ToLongFunction<Shard> counter) {
		long[] sum = new long[1];
		forEachShard((shard) -> sum[0] += counter.applyAsLong(shard));
		return sum[0];
	}

	private void forEachShard(Consumer<Shard> action) {
		this.external.forEach(action);
		this.shards.forEach(action);
	}

}
