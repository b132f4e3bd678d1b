package dev.goroutine.benchmarks.part;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every JMH benchmark once, tiny and in this JVM: whatever is there can be measured.
 */
class PartBenchmarkTests {

	@BeforeEach
	void besideOthers() {
		// JMH has one lock for the machine, against noise, which matters nothing here.
		System.setProperty("jmh.ignoreLock", "true");
	}

	@Test
	void everyBenchmarkRuns() throws RunnerException {
		Options once = new OptionsBuilder().forks(0)
			.warmupIterations(0)
			.measurementIterations(1)
			.measurementTime(TimeValue.milliseconds(1))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
		Set<String> ran = new TreeSet<>();
		for (RunResult result : new Runner(once).run()) {
			BenchmarkParams params = result.getParams();
			assertThat(result.getPrimaryResult().getScore()).as(params.id()).isPositive();
			ran.add(params.getBenchmark());
		}
		assertThat(ran).hasSize(known().size()).hasSizeGreaterThan(10);
	}

	private static List<String> known() {
		return BenchmarkList.defaultList()
			.getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
			.stream()
			.map((entry) -> entry.getUsername())
			.distinct()
			.toList();
	}

}
