package dev.goroutine.benchmarks.harness;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PairsTests {

	@Test
	void ratioIsTheMedianOfThePairsRatiosNotTheRatioOfTheMedians() {
		// Medians 2 and 4 would give 0.5.
		Pairs pairs = new Pairs(List.of(new Pair(1, 4), new Pair(2, 1), new Pair(100, 10)));
		assertThat(pairs.ours().median()).isEqualTo(2);
		assertThat(pairs.other().median()).isEqualTo(4);
		assertThat(pairs.ratio().median()).isEqualTo(2);
		assertThat(pairs.ratio().min()).isEqualTo(0.25);
		assertThat(pairs.ratio().max()).isEqualTo(10);
	}

	@Test
	void needsAPair() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Pairs(List.of()));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -1, Double.NaN, Double.POSITIVE_INFINITY })
	void refusesWhatIsNoFigure(double figure) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Pair(figure, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new Pair(1, figure));
	}

}
