package dev.goroutine.stress;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

import dev.goroutine.stress.SoakTable.Minute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link SoakTable} calls growth.
 */
class SoakTableTests {

	private static final int KIB = 1024;

	@Test
	void steadyIsNoGrowth() {
		assertThat(table(12, (minute) -> 20_000 + minute % 3 * 100, (minute) -> 20 + minute % 2).growth()).isEmpty();
	}

	@Test
	void warmUpIsNoGrowth() {
		assertThat(table(12, (minute) -> (minute <= 3) ? 5_000 * minute : 20_000, (minute) -> (minute <= 3) ? 3 : 20)
			.growth()).isEmpty();
	}

	@Test
	void onePeakIsNoGrowth() {
		assertThat(
				table(12, (minute) -> (minute == 11) ? 90_000 : 20_000, (minute) -> (minute == 12) ? 90 : 20).growth())
			.isEmpty();
	}

	@Test
	void heapThatCreepsUpIsGrowth() {
		assertThat(table(12, (minute) -> 20_000 + 300 * minute, (minute) -> 20).growth()).singleElement()
			.asString()
			.isEqualTo("heap after GC has grown from " + 21_500 * KIB + " to " + 23_300 * KIB + " bytes");
	}

	@Test
	void threadsThatAreLeftBehindAreGrowth() {
		assertThat(table(12, (minute) -> 20_000, (minute) -> 20 + minute).growth())
			.containsExactly("threads have grown from 25 to 31");
	}

	@Test
	void shortSoaksHaveNoQuarters() {
		assertThat(table(3, (minute) -> 20_000 * minute, (minute) -> 20 * minute).growth()).isEmpty();
	}

	@Test
	void writesARowForEachMinute(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("soak.txt");
		table(2, (minute) -> 1_000 * minute, (minute) -> 20).writeTo(file);
		assertThat(Files.readString(file)).isEqualToIgnoringWhitespace("""
				minute created completed failed heap KiB resident KiB threads peak
				1 100 100 1 1000 0 20 40
				2 200 200 2 2000 0 20 40
				""");
	}

	private static SoakTable table(int minutes, IntUnaryOperator heapKib, IntUnaryOperator threads) {
		SoakTable table = new SoakTable();
		for (int i = 1; i <= minutes; i++) {
			table.add(new Minute(i, 100L * i, 100L * i, i, (long) KIB * heapKib.applyAsInt(i), 0, threads.applyAsInt(i),
					40));
		}
		return table;
	}

}
