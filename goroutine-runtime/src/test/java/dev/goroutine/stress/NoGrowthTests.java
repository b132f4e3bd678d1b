package dev.goroutine.stress;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goroutines that have ended leave nothing behind. {@link SoakIT} does the same with ten
 * times as many.
 */
@Tag("long")
class NoGrowthTests {

	@Test
	void tenRoundsLeaveNothingBehind() throws Exception {
		Rounds.run(100_000);
	}

}
