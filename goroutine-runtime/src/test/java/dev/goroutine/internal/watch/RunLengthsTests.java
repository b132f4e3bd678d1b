package dev.goroutine.internal.watch;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What runs usually need.
 */
class RunLengthsTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final RunLengths runs = new RunLengths(0);

	@Test
	void nothingIsKnownOfAFew() {
		record(RunLengths.MIN_COUNT - 1, MILLI);
		assertThat(this.runs.usual()).isEqualTo(-1);
		record(1, MILLI);
		assertThat(this.runs.usual()).isCloseTo(MILLI, within(MILLI / 8));
	}

	@Test
	void oneInTenMayBeLonger() {
		record(900, MILLI);
		record(99, 100 * MILLI);
		assertThat(this.runs.usual()).isCloseTo(MILLI, within(MILLI / 8));
		record(2, 100 * MILLI);
		assertThat(this.runs.usual()).isCloseTo(100 * MILLI, within(100 * MILLI / 8));
	}

	@Test
	void whatRanAtTheStartIsForgotten() {
		record(10_000, 100 * MILLI);
		this.runs.age(RunLengths.HALF_LIFE_NANOS - 1);
		record(10_000, MILLI);
		assertThat(this.runs.usual()).as("too early").isCloseTo(100 * MILLI, within(100 * MILLI / 8));
		for (int i = 1; i <= 4; i++) {
			this.runs.age(i * RunLengths.HALF_LIFE_NANOS);
			record(10_000, MILLI);
		}
		assertThat(this.runs.usual()).isCloseTo(MILLI, within(MILLI / 8));
	}

	@Test
	void theLongestAreCountedToo() {
		record(RunLengths.MIN_COUNT, Long.MAX_VALUE);
		assertThat(this.runs.usual()).isGreaterThan(TimeUnit.MINUTES.toNanos(30));
	}

	@Test
	void anIdleApplicationForgetsAllButALittle() {
		record(1_000, MILLI);
		for (int i = 1; i <= 100; i++) {
			this.runs.age(i * RunLengths.HALF_LIFE_NANOS);
		}
		assertThat(this.runs.usual()).isEqualTo(-1);
	}

	private void record(int count, long nanos) {
		for (int i = 0; i < count; i++) {
			this.runs.record(nanos);
		}
	}

}
