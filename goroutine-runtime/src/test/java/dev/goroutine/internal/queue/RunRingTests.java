package dev.goroutine.internal.queue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RunRingTests {

	private final RunRing ring = new RunRing();

	private final RunRing thief = new RunRing();

	@Test
	void holdsItsCapacity() {
		for (int i = 0; i < RunRing.CAPACITY; i++) {
			assertThat(this.ring.offer(new Task(i))).isTrue();
		}
		assertThat(this.ring.offer(new Task(RunRing.CAPACITY))).isFalse();
		assertThat(this.ring.room()).isZero();
		assertThat(this.ring.size()).isEqualTo(RunRing.CAPACITY);
		assertThat(poll(this.ring)).isZero();
		assertThat(this.ring.room()).isOne();
	}

	/** Many times around, against a queue that is known to work. */
	@Test
	void isFirstInFirstOutWhoeverTakes() {
		Random random = new Random(1);
		Queue<Integer> expected = new ArrayDeque<>();
		int added = 0;
		for (int round = 0; round < 100_000; round++) {
			switch (random.nextInt(8)) {
				case 0 -> {
					int moved = this.ring.moveTo(this.thief, random.nextBoolean());
					for (int i = 0; i < moved; i++) {
						assertThat(poll(this.thief)).isEqualTo(expected.remove());
					}
				}
				case 1, 2, 3 -> {
					Integer first = expected.poll();
					assertThat(poll(this.ring)).isEqualTo(first);
				}
				default -> {
					if (this.ring.offer(new Task(added))) {
						expected.add(added++);
					}
				}
			}
			assertThat(this.ring.size()).isEqualTo(expected.size());
			assertThat(this.ring.isEmpty()).isEqualTo(expected.isEmpty());
		}
		assertThat(this.ring.tail()).isEqualTo(added);
		assertThat(this.ring.head()).isEqualTo(added - expected.size());
	}

	@Test
	void thiefTakesNoMoreThanItHasRoomFor() {
		for (int i = 0; i < RunRing.CAPACITY; i++) {
			this.ring.offer(new Task(i));
			if (i > 0) {
				this.thief.offer(new Task(-i));
			}
		}
		assertThat(this.ring.moveTo(this.thief, true)).isOne();
		assertThat(this.thief.room()).isZero();
		assertThat(this.ring.moveTo(this.thief, true)).isZero();
	}

	@Test
	void keepsNothingThatWasTakenOnceItsOwnerHasLookedAgain() {
		List<WeakReference<Resumable>> tasks = offer(10);
		poll(this.ring);
		this.ring.moveTo(this.thief, true);
		this.ring.moveTo(this.thief, true);
		while (poll(this.ring) != null || poll(this.thief) != null) {
			// Until none is left.
		}
		awaitFreed(tasks);
	}

	@Test
	void whoWantsMoreThanThereAreTakesNone() {
		offer(3);
		poll(this.ring);
		assertThat(this.ring.take(3, new Resumable[4], 0)).isFalse();
		assertThat(this.ring.size()).isEqualTo(2);
		Resumable[] taken = new Resumable[2];
		assertThat(this.ring.take(2, taken, 0)).isTrue();
		assertThat(taken).extracting((task) -> ((Task) task).number()).containsExactly(1, 2);
	}

	@Test
	void keepsNothingThatItsOwnerHasTaken() {
		List<WeakReference<Resumable>> first = offer(1);
		List<WeakReference<Resumable>> second = offer(1);
		poll(this.ring);
		awaitFreed(first);
		assertThat(second.getFirst().refersTo(null)).isFalse();
		assertThat(poll(this.ring)).isZero();
	}

	@Test
	void keepsNothingOnceItsOwnerHasFoundNothing() {
		List<WeakReference<Resumable>> tasks = offer(3);
		while (this.ring.moveTo(this.thief, false) > 0) {
			poll(this.thief);
		}
		assertThat(poll(this.ring)).isNull();
		awaitFreed(tasks);
	}

	private List<WeakReference<Resumable>> offer(int count) {
		List<WeakReference<Resumable>> tasks = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Resumable task = new Task(i);
			tasks.add(new WeakReference<>(task));
			this.ring.offer(task);
		}
		return tasks;
	}

	private static void awaitFreed(List<WeakReference<Resumable>> tasks) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			System.gc();
			assertThat(tasks).allMatch((task) -> task.refersTo(null));
		});
	}

	private static @Nullable Integer poll(RunRing ring) {
		Resumable task = ring.poll();
		return (task != null) ? ((Task) task).number() : null;
	}

}
