package dev.goroutine.benchmarks.http;

import java.util.List;

import dev.goroutine.benchmarks.http.Comparison.Cell;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResultsTests {

	private final Results results = new Results();

	@Test
	void headerHasAsManyCellsAsALine() {
		measured(Configuration.GOROUTINES, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0));
		String[] header = Results.header().split("\n");
		String line = this.results.lines(comparison("S15")).split("\n")[0];
		assertThat(cells(header[0])).isEqualTo(cells(header[1])).isEqualTo(cells(line));
	}

	@Test
	void aloneIsComparedWithTheOther() {
		measured(Configuration.GOROUTINES, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0),
				new Measurement(3000, 100, 100_000, 0), new Measurement(6600, 90, 100_000, 0));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0),
				new Measurement(6000, 80, 100_000, 0), new Measurement(6000, 80, 100_000, 0));
		assertThat(this.results.lines(comparison("S15")).split("\n")).containsExactly(
				"| S15 | nothing | those who wait | goroutines 6,000 requests/s (3,000-6,600) "
						+ "| JDK 6,000 requests/s (6,000-6,000) | 1.000 (0.500-1.100) | >= 1.0 | - | - | yes |",
				"| S15 | nothing | their p99 | goroutines 90.0 ms (80.0-100) | JDK 80.0 ms (80.0-80.0) "
						+ "| 1.125 (1.000-1.250) | <= 1.0 | - | - | no |",
				"| S15 | nothing | CPU for each | goroutines 100,000 ns of CPU (100,000-100,000) "
						+ "| JDK 100,000 ns of CPU (100,000-100,000) | 1.000 (1.000-1.000) | - | - | - | - |");
	}

	@Test
	void disturbedIsComparedWithOneselfAloneAndNotWithWhatStandsStill() {
		measured(Configuration.GOROUTINES, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0));
		measured(Configuration.GOROUTINES, Scenario.BURNERS, new Measurement(5400, 88, 100_000, 2));
		measured(Configuration.VIRTUAL_THREADS, Scenario.BURNERS, new Measurement(0, 0, 0, 2.5));
		String[] lines = this.results.lines(comparison("S16")).split("\n");
		assertThat(lines[0]).endsWith("| JDK 0 requests/s (0-0) | - | - | 0.900 (0.900-0.900) | >= 0.95 | no |");
		assertThat(lines[1]).endsWith("| JDK 0 ms (0-0) | - | - | 1.100 (1.100-1.100) | <= 1.3 | yes |");
		assertThat(lines[2]).endsWith("| JDK 2.50 requests/s (2.50-2.50) | 0.800 (0.800-0.800) | - | - | - | - |");
	}

	@Test
	void whoStandsStillOneselfMissesTheTarget() {
		measured(Configuration.GOROUTINES, Scenario.ALONE, new Measurement(6000, 80, 100_000, 0));
		measured(Configuration.GOROUTINES, Scenario.NATIVE_CALLS, new Measurement(0, 0, 0, 16));
		measured(Configuration.VIRTUAL_THREADS, Scenario.NATIVE_CALLS, new Measurement(0, 0, 0, 4));
		assertThat(this.results.lines(comparison("S17")).split("\n")[0]).endsWith("| - | - | - | >= 0.97 | no |");
	}

	@Test
	void unknownComparisonIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> comparison("S99")).withMessage("Unknown row 'S99'");
	}

	private void measured(Configuration configuration, Scenario scenario, Measurement... measurements) {
		for (Measurement measurement : measurements) {
			this.results.add(new Cell(configuration, scenario), measurement);
		}
	}

	private static Comparison comparison(String id) {
		return Comparison.named(List.of(id)).getFirst();
	}

	private static int cells(String line) {
		return line.split("\\|").length;
	}

}
