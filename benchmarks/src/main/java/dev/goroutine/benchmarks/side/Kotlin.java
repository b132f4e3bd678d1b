package dev.goroutine.benchmarks.side;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Work;

/**
 * The same work written in Kotlin, on its coroutines and channels. It checks its work
 * itself.
 *
 * @param program the work
 */
public record Kotlin(Program program) implements Side {

	@Override
	public String name() {
		return "Kotlin";
	}

	@Override
	public Contender open(Work ignored, int size, int processors) {
		return new Contender() {

			@Override
			public double round() {
				return Kotlin.this.program.run(size, processors);
			}

			@Override
			public void close() {
				// Kotlin's threads end with the JVM.
			}

		};
	}

	/** A work in Kotlin. */
	@FunctionalInterface
	public interface Program {

		/**
		 * Does it once.
		 * @param size how much there is to do
		 * @param processors how many threads may run coroutines
		 * @return the figure
		 */
		double run(int size, int processors);

	}

}
