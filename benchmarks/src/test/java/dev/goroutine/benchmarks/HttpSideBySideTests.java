package dev.goroutine.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.goroutine.benchmarks.harness.UnavailableException;
import dev.goroutine.benchmarks.http.Comparison;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

@Tag("long")
class HttpSideBySideTests {

	private static final String JAR = System.getProperty("sample.jar");

	/** Needs the phase package of the sample application, and wrk. */
	@Test
	void everyComparisonRuns() throws Exception {
		assumeThat(Path.of(JAR)).as("packaged before").isRegularFile();
		String report;
		try {
			report = HttpSideBySide.parse(JAR, "--smoke").run().text();
		}
		catch (UnavailableException ex) {
			assumeThat(ex).isNull();
			return;
		}
		assertThat(report.lines())
			.containsAll(Comparison.ALL.stream().map((comparison) -> comparison.id() + " ran").toList());
	}

	@Test
	void withoutTheApplicationItSaysHowToPackageIt() {
		assumeThat(System.getenv("PATH").split(":")).anyMatch((path) -> Files.exists(Path.of(path, "wrk")));
		assertThatExceptionOfType(UnavailableException.class)
			.isThrownBy(() -> HttpSideBySide.parse("no.jar", "--smoke").run())
			.withMessageContaining("no.jar")
			.withMessageContaining("mvn -pl sample-app -am package");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--smoke         | The packaged sample application is missing
			x.jar S4        | Unknown row 'S4'
			x.jar --rounds 2 | --rounds needs a number of at least 5, not '2'
			x.jar --seconds  | --seconds needs a number of at least 1
			x.jar --fast    | Unknown option '--fast'
			""")
	void badArgumentsNameTheFix(String line, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpSideBySide.parse(line.split(" ")))
			.withMessage(message);
	}

}
