package dev.goroutine.stress;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.goroutine.GoRuntime;
import org.assertj.core.data.Percentage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Ten rounds of many goroutines, one half started by a goroutine and the other by the
 * calling thread, end with the heap of the second round and the threads of the first.
 */
final class Rounds {

	private static final int ROUNDS = 10;

	/**
	 * So that a round needs as much memory as any other, however the Ms get their turn.
	 */
	private static final int MAX_ALIVE = 10_000;

	private static final Percentage TOLERANCE = Percentage.withPercentage(5);

	private Rounds() {
	}

	static void run(int goroutinesEach) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().name("rounds").idleMTimeout(Duration.ofMillis(10)).build()) {
			long heap = 0;
			int threads = 0;
			for (int round = 1; round <= ROUNDS; round++) {
				Semaphore room = new Semaphore(MAX_ALIVE);
				runtime.go(() -> start(runtime, goroutinesEach / 2, room));
				start(runtime, goroutinesEach / 2, room);
				assertThat(runtime.awaitQuiescence(Duration.ofMinutes(1))).isTrue();
				// In the same thread: another one would be counted below, or not.
				await().pollInSameThread().until(() -> runtime.snapshot().machines().isEmpty());
				if (round == 1) {
					threads = Vitals.threads();
				}
				if (round == 2) {
					heap = Vitals.heapAfterGc();
				}
			}
			assertThat(Vitals.heapAfterGc()).isCloseTo(heap, TOLERANCE);
			int before = threads;
			await().pollInSameThread().untilAsserted(() -> assertThat(Vitals.threads()).isLessThanOrEqualTo(before));
			assertThat(runtime.snapshot().totals().completed()).isEqualTo((long) ROUNDS * goroutinesEach + ROUNDS);
		}
	}

	private static void start(GoRuntime runtime, int count, Semaphore room) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			room.acquire();
			runtime.go(() -> room.release());
		}
	}

}
