package dev.goroutine.benchmarks.side;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Runs a work on one kind of virtual thread, the same scheduler for all rounds.
 */
record ThreadsContender(Threads threads, Work work, int size, Runnable endDisturbance) implements Contender {

	@Override
	public double round() throws Exception {
		return this.work.run(this.threads, this.size);
	}

	@Override
	public void close() {
		this.endDisturbance.run();
		this.threads.close();
	}

}
