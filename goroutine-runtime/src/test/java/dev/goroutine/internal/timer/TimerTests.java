package dev.goroutine.internal.timer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Firing and cancelling that meet: one of them wins.
 */
@Timeout(60)
class TimerTests {

	private static final int COUNT = 100_000;

	private final Timer[] timers = new Timer[COUNT];

	/** Two threads go from timer to timer in step. */
	private final AtomicInteger[] positions = { new AtomicInteger(-1), new AtomicInteger(-1) };

	@Test
	void firesOrIsCancelledButNotBoth() throws Exception {
		for (int i = 0; i < COUNT; i++) {
			this.timers[i] = new Timer() {
				@Override
				protected void fire() {
				}
			};
			this.timers[i].schedule(1);
		}
		boolean[] fired = new boolean[COUNT];
		boolean[] cancelled = new boolean[COUNT];
		Thread firing = Thread.ofPlatform().start(() -> race(0, Timer::tryFire, fired));
		Thread cancelling = Thread.ofPlatform().start(() -> race(1, Timer::tryCancel, cancelled));
		firing.join();
		cancelling.join();
		for (int i = 0; i < COUNT; i++) {
			assertThat(fired[i] ^ cancelled[i]).as("timer %d", i).isTrue();
		}
	}

	private void race(int self, Predicate<Timer> attempt, boolean[] wins) {
		AtomicInteger other = this.positions[1 - self];
		for (int i = 0; i < COUNT; i++) {
			this.positions[self].set(i);
			for (int spins = 1; other.get() < i; spins++) {
				if (spins % 200 == 0) {
					Thread.yield();
				}
			}
			wins[i] = attempt.test(this.timers[i]);
		}
	}

}
