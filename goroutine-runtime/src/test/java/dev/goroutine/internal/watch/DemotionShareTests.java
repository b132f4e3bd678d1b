package dev.goroutine.internal.watch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What several hogs get together, by the weights that Linux gives to nice values.
 */
class DemotionShareTests {

	/** From 0 to 19. */
	private static final int[] WEIGHTS = { 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36,
			29, 23, 18, 15 };

	@Test
	void asManyAsHalfOfTheProcessorsShareNothing() {
		assertThat(Demotion.more(0, 1)).isZero();
		assertThat(Demotion.more(1, 1)).isZero();
		assertThat(Demotion.more(1, 2)).isZero();
		assertThat(Demotion.more(8, 16)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2,1", "8,1", "2,2", "3,2", "4,2", "7,2", "4,4", "16,4", "9,16", "16,16", "60,16" })
	void moreWeighNoMoreThanThose(int count, int gomaxprocs) {
		int more = Demotion.more(count, gomaxprocs);
		double most = Math.max(1, gomaxprocs / 2.0) * WEIGHTS[0];
		// Linux rounds the weights.
		assertThat(count * WEIGHTS[more] / most).isLessThan(1.03);
		assertThat(count * WEIGHTS[more - 1] / most).as("with one less").isGreaterThan(1);
	}

}
