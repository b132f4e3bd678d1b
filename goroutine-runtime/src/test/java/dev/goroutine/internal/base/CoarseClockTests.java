package dev.goroutine.internal.base;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoarseClock}.
 */
class CoarseClockTests {

	private static final long SECOND = 1_000_000_000;

	/** Near the overflow, as the JVM's clock may be. */
	private static final long ORIGIN = Long.MAX_VALUE - SECOND;

	private final CoarseClock clock = new CoarseClock(ORIGIN);

	// The overflow is the point.
	@Test
	@SuppressWarnings("ConstantOverflow")
	void countsWholeSecondsSinceItsOrigin() {
		assertThat(this.clock.seconds()).isZero();
		assertThat(this.clock.update(ORIGIN + SECOND - 1)).isZero();
		assertThat(this.clock.update(ORIGIN + SECOND)).isOne();
		assertThat(this.clock.seconds()).isOne();
		assertThat(this.clock.update(ORIGIN + 100 * SECOND + 5)).isEqualTo(100);
		assertThat(this.clock.seconds()).isEqualTo(100);
	}

}
