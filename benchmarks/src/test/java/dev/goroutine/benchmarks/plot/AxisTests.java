package dev.goroutine.benchmarks.plot;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AxisTests {

	@Test
	void equalRatiosAreEqualDistances() {
		Axis axis = new LogAxis(0.1, 10, 100, 300);
		assertThat(axis.x(0.1)).isEqualTo(100);
		assertThat(axis.x(1)).isCloseTo(200, within(1e-9));
		assertThat(axis.x(10)).isCloseTo(300, within(1e-9));
		assertThat(axis.x(4) - axis.x(2)).isCloseTo(axis.x(2) - axis.x(1), within(1e-9));
	}

	@Test
	void logarithmicTicksAreOneTwoFive() {
		assertThat(new LogAxis(0.09, 2.5, 0, 1).ticks()).containsExactly(0.1, 0.2, 0.5, 1.0, 2.0);
		assertThat(new LogAxis(0.0009, 25, 0, 1).ticks()).containsExactly(0.001, 0.01, 0.1, 1.0, 10.0);
	}

	@Test
	void allRatiosHaveRoomAndSoHasOne() {
		LogAxis axis = LogAxis.over(List.of(0.1, 0.3), 0, 100);
		assertThat(axis.x(0.1)).isBetween(1.0, 10.0);
		assertThat(axis.x(1)).isBetween(50.0, 90.0);
		axis = LogAxis.over(List.of(4.0, 3.0), 0, 100);
		assertThat(axis.x(1)).isBetween(10.0, 50.0);
		assertThat(axis.x(4)).isBetween(90.0, 99.0);
	}

	@Test
	void barsAreAsLongAsTheirFigures() {
		Axis axis = LinearAxis.upTo(8_000, 100, 500);
		assertThat(axis.x(0)).isEqualTo(100);
		assertThat(axis.x(4_000)).isEqualTo(300);
		assertThat(axis.x(8_000)).isEqualTo(500);
	}

	@ParameterizedTest
	@CsvSource({ "7541, 2000, 4", "9999, 2000, 5", "143, 50, 3", "0.3, 0.1, 4", "1, 0.5, 3", "2999, 1000, 3",
			"999.9999999999999, 200, 6", "0, 1, 2" })
	void linearTicksAreRoundAndNotTooMany(double highest, double second, int count) {
		assertThat(LinearAxis.upTo(highest, 0, 1).ticks()).hasSize(count).startsWith(0.0, second);
	}

}
