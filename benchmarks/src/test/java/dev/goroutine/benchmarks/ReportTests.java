package dev.goroutine.benchmarks;

import dev.goroutine.benchmarks.harness.Pair;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	@Test
	void figuresKeepEveryDigit() {
		Report report = new Report.Figures(new Pair(1.0 / 3, 1e9));
		assertThat(Report.parse(report.toLine())).contains(report);
	}

	@Test
	void reasonsStayOnOneLine() {
		assertThat(Report.parse(new Report.Skip("no go").toLine())).contains(new Report.Skip("no go"));
		assertThat(Report.parse(new Report.Failure("a\nb").toLine())).contains(new Report.Failure("a b"));
	}

	@Test
	void otherOutputIsNoReport() {
		assertThat(Report.parse("pair 1 2")).isEmpty();
	}

}
