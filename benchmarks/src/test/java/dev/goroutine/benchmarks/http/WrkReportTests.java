package dev.goroutine.benchmarks.http;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class WrkReportTests {

	private static final String OUTPUT = """
			Running 6s test @ http://127.0.0.1:18081/wait?millis=50
			  1 threads and 400 connections
			  Thread Stats   Avg      Stdev     Max   +/- Stdev
			    Latency    53.67ms    4.54ms 123.93ms   88.82%%
			    Req/Sec     7.16k     0.69k    7.90k    68.42%%
			  Latency Distribution
			     50%%   52.46ms
			     75%%   55.01ms
			     90%%   59.80ms
			     99%%   %s
			  44152 requests in 6.01s, 5.05MB read
			%sRequests/sec:   7337.67
			Transfer/sec:      0.84MB
			""";

	@ParameterizedTest
	@CsvSource({ "70.56ms, 70.56", "1.50s, 1500", "1.50m, 90000", "250.00us, 0.25", "0.00us, 0" })
	void readsRateAndLatency(String p99, double millis) throws IOException {
		WrkReport report = WrkReport.parse(OUTPUT.formatted(p99, ""));
		assertThat(report.requestsPerSecond()).isEqualTo(7337.67);
		assertThat(report.p99Millis()).isEqualTo(millis);
	}

	@Test
	void slowAnswersAreNoErrors() throws IOException {
		String timeouts = "  Socket errors: connect 0, read 0, write 0, timeout 400\n";
		assertThat(WrkReport.parse(OUTPUT.formatted("1.99s", timeouts)).p99Millis()).isEqualTo(1990);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Socket errors: connect 5, read 0, write 0, timeout 0",
			"Socket errors: connect 0, read 12, write 0, timeout 0", "Non-2xx or 3xx responses: 17" })
	void failedRequestsAreErrors(String error) {
		assertThatIOException().isThrownBy(() -> WrkReport.parse(OUTPUT.formatted("70.56ms", "  " + error + "\n")))
			.withMessage("wrk: " + error);
	}

	@Test
	void anotherTextIsAnError() {
		assertThatIOException().isThrownBy(() -> WrkReport.parse("unable to connect"))
			.withMessageEndingWith("unable to connect");
	}

}
