package dev.goroutine.internal.queue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

public class LocalRunQueueTests {

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final LocalRunQueue queue = new LocalRunQueue(this.global);

	@Test
	void firstInFirstOut() {
		for (int i = 0; i < 5; i++) {
			this.queue.add(new Task(i));
		}
		assertThat(drain(this.queue)).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void nextRunsFirstAndDisplacesToTheTail() {
		this.queue.add(new Task(0));
		this.queue.addNext(new Task(1));
		this.queue.addNext(new Task(2));
		assertThat(this.queue.hasNext()).isTrue();
		assertThat(this.queue.size()).isEqualTo(2);
		assertThat(drain(this.queue)).containsExactly(2, 0, 1);
	}

	@Test
	void isEmptyWithoutANextOneOnly() {
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.hasNext()).isFalse();
		this.queue.addNext(new Task(0));
		assertThat(this.queue.isEmpty()).isFalse();
		this.queue.addNext(new Task(1));
		this.queue.poll();
		assertThat(this.queue.hasNext()).isFalse();
		assertThat(this.queue.isEmpty()).isFalse();
		this.queue.poll();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void nextHasThreeTurnsInARow() {
		this.queue.add(new Task(100));
		this.queue.add(new Task(101));
		List<Integer> ran = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			this.queue.addNext(new Task(i));
			ran.add(number(this.queue.poll()));
		}
		// 3 was in the slot while 100 had its turn, and was displaced by 4.
		assertThat(ran).containsExactly(0, 1, 2, 100, 4, 5);
		assertThat(drain(this.queue)).containsExactly(101, 3);
	}

	@Test
	void onlyWhatComesFromTheNextSlotInheritsTheTimeSlice() {
		this.queue.add(new Task(0));
		this.queue.addNext(new Task(1));
		this.queue.poll();
		assertThat(this.queue.inheritsTimeSlice()).isTrue();
		this.queue.poll();
		assertThat(this.queue.inheritsTimeSlice()).isFalse();
		// A slot that is always full begins a time slice now and then, or nobody could
		// see progress.
		int begun = 0;
		for (int i = 0; i < 8; i++) {
			this.queue.addNext(new Task(i));
			this.queue.poll();
			begun += this.queue.inheritsTimeSlice() ? 0 : 1;
		}
		assertThat(begun).isEqualTo(2);
	}

	@Test
	void overflowMovesHalfAndTheNewOneToTheGlobalQueue() {
		for (int i = 0; i <= LocalRunQueue.CAPACITY; i++) {
			this.queue.add(new Task(i));
		}
		assertThat(this.queue.size()).isEqualTo(128);
		assertThat(this.global.size()).isEqualTo(129);
		assertThat(number(this.queue.poll())).isEqualTo(128);
		assertThat(number(take(this.global))).isZero();
	}

	@Test
	void thiefTakesHalfRoundedUpFromTheHead() {
		LocalRunQueue thief = new LocalRunQueue(this.global);
		for (int i = 0; i < 5; i++) {
			this.queue.add(new Task(i));
		}
		assertThat(this.queue.stealInto(thief, true)).isEqualTo(3);
		assertThat(drain(thief)).containsExactly(0, 1, 2);
		assertThat(this.queue.stealInto(thief, false)).isOne();
		assertThat(drain(thief)).containsExactly(3);
		assertThat(drain(this.queue)).containsExactly(4);
		assertThat(this.queue.stealInto(thief, true)).isZero();
		assertThat(this.queue.stealInto(thief, false)).isZero();
	}

	@Test
	void globalQueueGivesAFairShare() {
		for (int i = 0; i < 100; i++) {
			this.global.add(new Task(i));
		}
		assertThat(number(this.global.pollBatch(this.queue, 4))).isZero();
		assertThat(this.queue.size()).isEqualTo(25);
		assertThat(this.global.size()).isEqualTo(74);
		for (int i = 0; i < 1_000; i++) {
			this.global.add(new Task(i));
		}
		LocalRunQueue other = new LocalRunQueue(this.global);
		this.global.pollBatch(other, 1);
		assertThat(other.size()).as("never more than half a local queue").isEqualTo(127);
	}

	/**
	 * One owner that adds and polls, two thieves: each task comes out exactly once.
	 */
	@Test
	void nothingIsLostOrDoubledAmongThieves() throws Exception {
		int tasks = 1_000_000;
		AtomicBoolean ended = new AtomicBoolean();
		CyclicBarrier start = new CyclicBarrier(3);
		ConcurrentLinkedQueue<List<Integer>> loot = new ConcurrentLinkedQueue<>();
		List<Thread> thieves = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			thieves.add(Thread.ofPlatform().start(() -> {
				try {
					start.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				LocalRunQueue own = new LocalRunQueue(this.global);
				List<Integer> mine = new ArrayList<>();
				while (!ended.get()) {
					this.queue.stealInto(own, true);
					mine.addAll(drain(own));
					Resumable next = this.queue.stealNext();
					if (next != null) {
						mine.add(number(next));
					}
				}
				loot.add(mine);
			}));
		}
		start.await();
		List<Integer> own = new ArrayList<>();
		for (int i = 0; i < tasks; i++) {
			if (i % 3 == 0) {
				this.queue.addNext(new Task(i));
			}
			else {
				this.queue.add(new Task(i));
			}
			if (i % 4 == 0) {
				Resumable task = this.queue.poll();
				if (task != null) {
					own.add(number(task));
				}
			}
		}
		own.addAll(drain(this.queue));
		ended.set(true);
		for (Thread thief : thieves) {
			thief.join();
		}
		loot.add(own);
		List<Integer> overflowed = new ArrayList<>();
		Resumable task;
		while ((task = take(this.global)) != null) {
			overflowed.add(number(task));
		}
		loot.add(overflowed);
		BitSet seen = new BitSet(tasks);
		for (List<Integer> part : loot) {
			for (int number : part) {
				assertThat(seen.get(number)).as("twice: " + number).isFalse();
				seen.set(number);
			}
		}
		assertThat(seen.cardinality()).isEqualTo(tasks);
	}

	private static List<Integer> drain(LocalRunQueue queue) {
		List<Integer> numbers = new ArrayList<>();
		Resumable task;
		while ((task = queue.poll()) != null) {
			numbers.add(number(task));
		}
		return numbers;
	}

	private static int number(@Nullable Resumable task) {
		assertThat(task).isNotNull();
		return ((Task) task).number();
	}

	/** One from the global queue, so many are the Ps that share. */
	static @Nullable Resumable take(GlobalRunQueue queue) {
		return queue.pollBatch(new LocalRunQueue(queue), Integer.MAX_VALUE);
	}

}
