package dev.goroutine.internal.table;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Shards for threads that are no M, each leased for the moment that it takes to count a
 * goroutine in or out. There are more shards than threads can run at a time, so that
 * nearly all threads find their own free, and another one soon, however many start
 * goroutines.
 * <p>
 * A monitor would park the second thread that comes. With one monitor for all, eight
 * threads that started goroutines as fast as they could took 1.3 times as long for each
 * (row S14-8).
 */
final class ExternalShards {

	private final Shard[] shards = Stream.generate(Shard::new).limit(count()).toArray(Shard[]::new);

	private static int count() {
		return 2 * Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1);
	}

	/**
	 * Waits for a shard that nobody has. The caller must clear {@link Shard#leased} soon,
	 * whatever happens.
	 */
	Shard lease() {
		// Threads begin in the order of their ids, which are given in a row.
		int own = (int) Thread.currentThread().threadId();
		for (int tries = 0;; tries++) {
			Shard shard = this.shards[(own + tries) & (this.shards.length - 1)];
			if (shard.lease()) {
				return shard;
			}
			if (tries >= this.shards.length) {
				// All threads that have a shard have lost their core meanwhile.
				Thread.yield();
			}
		}
	}

	void forEach(Consumer<Shard> action) {
		for (Shard shard : this.shards) {
			action.accept(shard);
		}
	}

}
