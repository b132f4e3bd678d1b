package dev.goroutine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom each of the four policies visits, in which order.
 */
class StealPoliciesTests {

	private static final IntUnaryOperator NONE_QUEUED = (id) -> 0;

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 6, 7, 12, 64 })
	void randomVisitsEachOnce(int n) {
		Integer[] all = new Integer[n];
		Arrays.setAll(all, (i) -> i);
		for (int round = 0; round < 200; round++) {
			assertThat(victims(StealPolicy.random(), 0, NONE_QUEUED, n)).containsExactlyInAnyOrder(all);
		}
	}

	@Test
	void randomGoesEveryWay() {
		Set<List<Integer>> ways = new HashSet<>();
		for (int round = 0; round < 2_000; round++) {
			ways.add(victims(StealPolicy.random(), 0, NONE_QUEUED, 5));
		}
		assertThat(ways).as("from each of 5, by steps of 1 to 4").hasSize(20);
	}

	@Test
	void sequentialGoesAroundTheRing() {
		assertThat(victims(StealPolicy.sequential(), 0, NONE_QUEUED, 4)).containsExactly(1, 2, 3);
		assertThat(victims(StealPolicy.sequential(), 2, NONE_QUEUED, 4)).containsExactly(3, 0, 1);
		assertThat(victims(StealPolicy.sequential(), 0, NONE_QUEUED, 1)).isEmpty();
	}

	@Test
	void busiestGoesByTheLengthOfTheQueuesAndThenAroundTheRing() {
		int[] sizes = { 5, 0, 7, 7, 1, 9 };
		assertThat(victims(StealPolicy.busiest(), 0, (id) -> sizes[id], 6)).containsExactly(5, 2, 3, 4, 1);
		assertThat(victims(StealPolicy.busiest(), 3, (id) -> sizes[id], 6)).containsExactly(5, 2, 0, 4, 1);
		assertThat(victims(StealPolicy.busiest(), 0, (id) -> sizes[id], 1)).isEmpty();
	}

	@Test
	void noneVisitsNobody() {
		assertThat(victims(StealPolicy.none(), 0, (id) -> 1, 4)).isEmpty();
	}

	@Test
	void nameSaysWhichWhateverItsCase() {
		for (StealPolicy policy : List.of(StealPolicy.random(), StealPolicy.sequential(), StealPolicy.busiest(),
				StealPolicy.none())) {
			assertThat(StealPolicy.of(policy.name().toUpperCase(Locale.ROOT))).isSameAs(policy);
			assertThat(policy).hasToString(policy.name());
		}
	}

	private static List<Integer> victims(StealPolicy policy, int thief, IntUnaryOperator sizes, int gomaxprocs) {
		int[] order = new int[gomaxprocs];
		int count = policy.victims(thief, sizes, order);
		return Arrays.stream(order).limit(count).boxed().toList();
	}

}
