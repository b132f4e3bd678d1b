package dev.goroutine.internal.base;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reservoir}.
 */
class ReservoirTests {

	@ParameterizedTest
	@CsvSource({ "1, 1", "5, 3", "3, 5", "200, 200" })
	void fewAreAllChosen(int size, int elements) {
		Reservoir<Integer> reservoir = new Reservoir<>(size, new SplittableRandom(1));
		for (int i = 0; i < elements; i++) {
			reservoir.see(i);
		}
		assertThat(reservoir.chosen()).hasSize(Math.min(size, elements)).doesNotHaveDuplicates();
	}

	/** Each is chosen size/elements of the time, within six standard deviations. */
	@ParameterizedTest
	@CsvSource({ "1, 2", "1, 50", "10, 50", "49, 50", "20, 1000" })
	void allHaveTheSameChance(int size, int elements) {
		int rounds = 20_000;
		int[] chosen = new int[elements];
		SplittableRandom random = new SplittableRandom(42);
		for (int round = 0; round < rounds; round++) {
			Reservoir<Integer> reservoir = new Reservoir<>(size, random);
			for (int i = 0; i < elements; i++) {
				reservoir.see(i);
			}
			assertThat(reservoir.chosen()).hasSize(size).doesNotHaveDuplicates();
			reservoir.chosen().forEach((i) -> chosen[i]++);
		}
		double chance = (double) size / elements;
		double deviation = Math.sqrt(rounds * chance * (1 - chance));
		for (int i = 0; i < elements; i++) {
			assertThat((double) chosen[i]).as("element %d", i)
				.isBetween(rounds * chance - 6 * deviation, rounds * chance + 6 * deviation);
		}
	}

}
