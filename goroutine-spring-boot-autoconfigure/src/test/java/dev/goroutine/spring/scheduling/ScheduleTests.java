package dev.goroutine.spring.scheduling;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Schedule}.
 */
class ScheduleTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@Test
	void fixedRateCountsFromTheStartWhateverHasPassed() {
		Schedule schedule = Schedule.atFixedRate(Duration.ZERO, HOUR);
		assertDueIn(schedule, Duration.ZERO);
		for (int run = 1; run <= 3; run++) {
			assertDueIn(schedule, HOUR.multipliedBy(run));
		}
	}

	@Test
	void fixedDelayCountsFromNow() {
		Schedule schedule = Schedule.withFixedDelay(HOUR.multipliedBy(5), HOUR);
		assertDueIn(schedule, HOUR.multipliedBy(5));
		for (int run = 1; run <= 3; run++) {
			assertDueIn(schedule, HOUR);
		}
	}

	@Test
	void onceIsOnce() {
		Schedule schedule = Schedule.once(HOUR);
		assertDueIn(schedule, HOUR);
		assertThat(schedule.advance()).isFalse();
	}

	/** Give or take what a busy machine does. */
	private static void assertDueIn(Schedule schedule, Duration duration) {
		assertThat(schedule.advance()).isTrue();
		assertThat(Duration.ofNanos(schedule.nanosLeft())).isBetween(duration.minusMinutes(5), duration);
	}

}
