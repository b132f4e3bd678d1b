package dev.goroutine.stress;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A mixed random load for some seconds, with every goroutine accounted for.
 * {@link SoakIT} does the same for as long as you like.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class StressTests {

	@ParameterizedTest
	@CsvSource({ "1,16,10", "1,1,4", "16,16,4" })
	void everyGoroutineIsAccountedFor(int minGomaxprocs, int maxGomaxprocs, long seconds, @TempDir Path directory)
			throws Exception {
		try (Load load = new Load(Load.seed(), minGomaxprocs, maxGomaxprocs, directory)) {
			load.run(Duration.ofSeconds(seconds));
		}
	}

}
