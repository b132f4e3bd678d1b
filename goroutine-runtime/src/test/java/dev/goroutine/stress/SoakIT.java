package dev.goroutine.stress;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.stress.SoakTable.Minute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load of {@link StressTests} for as long as you like: every goroutine is accounted
 * for, and nothing grows. The table of all minutes is printed and written to
 * {@code target/soak.txt}. Run by {@code mvn -Psoak -pl goroutine-runtime verify}, for
 * {@code -Dsoak.minutes=N}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 100, unit = TimeUnit.DAYS)
class SoakIT {

	@Test
	void nothingIsLostAndNothingGrows(@TempDir Path directory) throws Exception {
		int minutes = Integer.getInteger("soak.minutes", 10);
		Path file = Files.createDirectories(Path.of("target")).resolve("soak.txt");
		SoakTable table = new SoakTable();
		try (Load load = new Load(Load.seed(), 1, 16, directory)) {
			System.out.println(load);
			for (int minute = 1; minute <= minutes; minute++) {
				Vitals.peakThreads();
				load.run(Duration.ofMinutes(1));
				load.shedIdleMachines();
				System.out.println(table.add(measure(minute, load)));
				table.writeTo(file);
			}
			System.out.println(load);
		}
		assertThat(table.growth()).as("written to %s", file).isEmpty();
	}

	private static Minute measure(int minute, Load load) {
		int peak = Vitals.peakThreads();
		SchedulerSnapshot.Totals totals = load.runtime().snapshot().totals();
		return new Minute(minute, totals.created(), totals.completed(), totals.failed(), Vitals.heapAfterGc(),
				Vitals.resident(), Vitals.threads(), peak);
	}

	@Test
	void tenRoundsOfAMillionLeaveNothingBehind() throws Exception {
		Rounds.run(1_000_000);
	}

}
