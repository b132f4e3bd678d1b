package dev.goroutine.benchmarks.side;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Runs a work on one kind of virtual thread, the same scheduler for all rounds.
 */
record ThreadsContender(Threads threads, Work work, int size, Disturbance disturbance) implements Contender {

	/**
	 * Disturbed only during the round: a process that burns CPU in between disturbs the
	 * other side too.
	 */
	@Override
	public double round() throws Exception {
		Runnable end = this.disturbance.begin(this.threads);
		try {
			return this.work.run(this.threads, this.size);
		}
		finally {
			end.run();
		}
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
