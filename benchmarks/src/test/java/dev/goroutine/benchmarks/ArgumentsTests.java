package dev.goroutine.benchmarks;

import java.util.List;

import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ArgumentsTests {

	@Test
	void noArgumentsMeanAllRows() {
		Arguments arguments = Arguments.parse();
		assertThat(arguments.rows()).isEqualTo(Rows.ALL);
		assertThat(arguments.rounds()).isGreaterThanOrEqualTo(5);
		assertThat(arguments.warmups()).isPositive();
		assertThat(arguments.scale()).isEqualTo(Scale.FULL);
	}

	@Test
	void namedRowsRunInTheOrderOfTheTable() {
		assertThat(ids("S6", "s4")).containsExactly("S4", "S6");
	}

	@Test
	void nameMeansItsVariantsToo() {
		assertThat(ids("S8")).containsExactly("S8", "S8-Go");
		assertThat(ids("S8-Go")).containsExactly("S8-Go");
	}

	@Test
	void options() {
		Arguments arguments = Arguments.parse("S4", "--rounds", "7", "--warmups", "0");
		assertThat(arguments.rounds()).isEqualTo(7);
		assertThat(arguments.warmups()).isZero();
	}

	@Test
	void smokeIsOnePair() {
		Arguments arguments = Arguments.parse("--smoke");
		assertThat(arguments.scale()).isEqualTo(Scale.SMOKE);
		assertThat(arguments.rounds()).isEqualTo(1);
		assertThat(arguments.warmups()).isZero();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			--rounds,           --rounds needs a number of at least 5
			--rounds 4,         '--rounds needs a number of at least 5, not ''4'''
			--rounds five,      '--rounds needs a number of at least 5, not ''five'''
			--warmups -1,       '--warmups needs a number of at least 0, not ''-1'''
			--fast,             Unknown option '--fast'
			S99,                Unknown row 'S99'
			S,                  Unknown row 'S'
			""", ignoreLeadingAndTrailingWhitespace = true)
	void badArgumentsNameTheFix(String line, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse(line.split(" "))).withMessage(message);
	}

	@Test
	void idsAreUnique() {
		assertThat(Rows.ALL).extracting(Row::id).doesNotHaveDuplicates();
	}

	private static List<String> ids(String... args) {
		return Arguments.parse(args).rows().stream().map(Row::id).toList();
	}

}
