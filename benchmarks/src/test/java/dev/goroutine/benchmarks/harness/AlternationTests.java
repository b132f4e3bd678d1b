package dev.goroutine.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AlternationTests {

	private final List<String> events = new ArrayList<>();

	private int rounds;

	@Test
	void takesTurns() throws Exception {
		new Alternation(0, 2).run(contender("A"), contender("B"), (pair) -> {
		});
		assertThat(this.events).containsExactly("A", "B", "A", "B");
	}

	@Test
	void forgetsTheWarmUp() throws Exception {
		List<Pair> pairs = new ArrayList<>();
		new Alternation(2, 3).run(contender("A"), contender("B"), pairs::add);
		assertThat(this.events).containsExactly("A", "B", "A", "B", "A", "B", "A", "B", "A", "B");
		assertThat(pairs).containsExactly(new Pair(5, 6), new Pair(7, 8), new Pair(9, 10));
	}

	@Test
	void aFailedRoundEndsIt() {
		Contender failing = () -> {
			throw new IllegalStateException("count");
		};
		assertThatIllegalStateException()
			.isThrownBy(() -> new Alternation(0, 5).run(contender("A"), failing, (pair) -> {
			}))
			.withMessage("count");
		assertThat(this.events).containsExactly("A");
	}

	private Contender contender(String name) {
		return () -> {
			this.events.add(name);
			return ++this.rounds;
		};
	}

}
