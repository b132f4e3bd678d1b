package dev.goroutine.internal.table;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Shards for threads that are no M.
 */
class ExternalShardsTests {

	private static final int ROUNDS = 200_000;

	private final ExternalShards shards = new ExternalShards();

	@Test
	void whoComesSecondGetsAnotherOne() {
		int count = count();
		assertThat(count).isGreaterThan(Runtime.getRuntime().availableProcessors());
		Set<Shard> leased = new HashSet<>();
		for (int i = 0; i < count; i++) {
			leased.add(this.shards.lease());
		}
		assertThat(leased).hasSize(count);
	}

	@Test
	void waitsIfThereIsNone() throws Exception {
		List<Shard> leased = new ArrayList<>();
		for (int i = count(); i > 0; i--) {
			leased.add(this.shards.lease());
		}
		AtomicReference<Shard> got = new AtomicReference<>();
		Thread other = Thread.ofPlatform().start(() -> got.set(this.shards.lease()));
		ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
		await().until(() -> !other.isAlive() || cpu.getThreadCpuTime(other.threadId()) > 1_000_000);
		assertThat(got.get()).as("looks for one, and has none").isNull();
		leased.getLast().leased = false;
		other.join();
		assertThat(got.get()).isSameAs(leased.getLast());
	}

	@Test
	void nobodyCountsWhereAnotherOneDoes() throws Exception {
		List<Thread> threads = new ArrayList<>();
		CountDownLatch begun = new CountDownLatch(2 * count());
		for (int i = 0; i < 2 * count(); i++) {
			threads.add(Thread.ofPlatform().start(() -> {
				begun.countDown();
				while (begun.getCount() > 0) {
					Thread.onSpinWait();
				}
				for (int round = 0; round < ROUNDS; round++) {
					Shard shard = this.shards.lease();
					shard.countCreated();
					shard.leased = false;
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		AtomicLong created = new AtomicLong();
		this.shards.forEach((shard) -> created.addAndGet(shard.created()));
		assertThat(created.get()).isEqualTo((long) threads.size() * ROUNDS);
	}

	private int count() {
		AtomicLong count = new AtomicLong();
		this.shards.forEach((shard) -> count.incrementAndGet());
		return count.intValue();
	}

}
