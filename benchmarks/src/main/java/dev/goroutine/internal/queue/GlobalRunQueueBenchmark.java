package dev.goroutine.internal.queue;

import dev.goroutine.benchmarks.part.PartBenchmark;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * A goroutine's way through the global queue.
 */
@State(Scope.Benchmark)
public class GlobalRunQueueBenchmark extends PartBenchmark {

	private static final int BATCH = LocalRunQueue.CAPACITY / 2;

	private static final Resumable TASK = Child.placeholder();

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final LocalRunQueue local = new LocalRunQueue(this.global);

	@Benchmark
	public @Nullable Object addAndPoll() {
		this.global.add(TASK);
		return take();
	}

	/** Two at a time, each of whom adds one and comes back until it has taken one. */
	@Benchmark
	@Threads(2)
	public Object addAndPollByTwo() {
		this.global.add(TASK);
		Resumable task;
		do {
			task = take();
		}
		while (task == null);
		return task;
	}

	/**
	 * For each goroutine of the largest batch: into the global queue, to a P, and out.
	 */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int addAndPollBatch() {
		for (int i = 0; i < BATCH; i++) {
			this.global.add(TASK);
		}
		int taken = (this.global.pollBatch(this.local, 1) != null) ? 1 : 0;
		while (this.local.poll() != null) {
			taken++;
		}
		return taken;
	}

	/** One, so many are the Ps that share. */
	private @Nullable Resumable take() {
		return this.global.pollBatch(this.local, Integer.MAX_VALUE);
	}

}
