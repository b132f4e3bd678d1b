package dev.goroutine.benchmarks.side;

import java.util.List;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Another side with the same work done by other means.
 *
 * @param name the name in the table
 * @param side what it runs on
 * @param work the row's work, its own way
 */
public record Doing(String name, Side side, Work work) implements Side {

	@Override
	public List<String> jvmFlags() {
		return this.side.jvmFlags();
	}

	@Override
	public Contender open(Work ignored, int size, int processors) throws Exception {
		return this.side.open(this.work, size, processors);
	}

}
