package dev.goroutine.benchmarks.harness;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsTests {

	private final List<String> events = new ArrayList<>();

	private final ByteArrayOutputStream figures = new ByteArrayOutputStream();

	@Test
	void collectsGarbageBeforeEachRound() throws IOException {
		assertThat(serve("\n\n", () -> {
			this.events.add("round");
			return 1.5;
		})).isTrue();
		assertThat(this.events).containsExactly("gc", "round", "gc", "round");
		assertThat(this.figures.toString(StandardCharsets.UTF_8).lines()).containsExactly("1.5", "1.5");
	}

	@Test
	void aFailedRoundIsTheLastAndGivesItsReasonOnOneLine() throws IOException {
		assertThat(serve("\n\n", () -> {
			throw new IllegalStateException("goroutines that ran:\n999 instead of 1000");
		})).isFalse();
		assertThat(this.events).containsExactly("gc", "failure");
		assertThat(this.figures.toString(StandardCharsets.UTF_8).lines())
			.containsExactly("java.lang.IllegalStateException: goroutines that ran: 999 instead of 1000");
	}

	private boolean serve(String requests, Contender contender) throws IOException {
		return new Rounds(() -> this.events.add("gc"), (failure) -> this.events.add("failure")).serve(contender,
				new BufferedReader(new StringReader(requests)),
				new PrintStream(this.figures, true, StandardCharsets.UTF_8));
	}

}
