package dev.goroutine.benchmarks;

import java.nio.file.Files;

import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every program once, tiny: whatever is in the table can be measured.
 */
@Tag("long")
class SideBySideSmokeTests {

	@Test
	void everyRowRunsAndIsInTheFile() throws Exception {
		boolean passed = new SideBySide(Arguments.parse("--smoke")).run();
		String table = Files.readString(SideBySide.file(Scale.SMOKE));
		assertThat(passed).as(table).isTrue();
		for (Row row : Rows.ALL) {
			assertThat(table).contains("| " + row.id() + " |");
		}
		assertThat(table).doesNotContain("FAILED");
	}

}
