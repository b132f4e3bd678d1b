package dev.goroutine.benchmarks.harness;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SamplesTests {

	@Test
	void medianOfAnOddNumberIsTheMiddleOne() {
		assertThat(new Samples(9, 1, 5).median()).isEqualTo(5);
	}

	@Test
	void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
		assertThat(new Samples(9, 1, 5, 2).median()).isEqualTo(3.5);
	}

	@Test
	void oneOutlierDoesNotMoveTheMedian() {
		assertThat(new Samples(3, 1_000_000, 2).median()).isEqualTo(3);
	}

	@Test
	void minAndMax() {
		Samples samples = new Samples(3, 1, 2);
		assertThat(samples.min()).isEqualTo(1);
		assertThat(samples.max()).isEqualTo(3);
	}

	@Test
	void needsAFigure() {
		assertThatIllegalArgumentException().isThrownBy(Samples::new);
	}

}
