package dev.goroutine.internal.queue;

import dev.goroutine.benchmarks.part.PartBenchmark;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A goroutine's way through a P's queue, by its owner and by a thief.
 */
@State(Scope.Group)
public class LocalRunQueueBenchmark extends PartBenchmark {

	private static final int STOLEN = 64;

	private static final Resumable TASK = Child.placeholder();

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final LocalRunQueue queue = new LocalRunQueue(this.global);

	private LocalRunQueue victim = this.queue;

	private LocalRunQueue thief = new LocalRunQueue(this.global);

	/** What is added and taken goes through a queue that is neither empty nor full. */
	@Setup(Level.Trial)
	public void fill() {
		for (int i = 0; i < STOLEN; i++) {
			this.queue.add(TASK);
		}
	}

	/** What yields: to the tail, and later from the head. */
	@Benchmark
	@Group("addAndPoll")
	public @Nullable Object addAndPoll() {
		this.queue.add(TASK);
		return this.queue.poll();
	}

	/** What was woken: into the next slot and out of it, one in four displaced. */
	@Benchmark
	@Group("nextSlot")
	public @Nullable Object nextSlot() {
		this.queue.addNext(TASK);
		return this.queue.poll();
	}

	/**
	 * For each of 64 goroutines that change queues by halves: 32, 16, 8, 4, 2, 1, 1.
	 */
	@Benchmark
	@Group("steal")
	@OperationsPerInvocation(STOLEN)
	public int steal() {
		int stolen = 0;
		int batch;
		while ((batch = this.victim.stealInto(this.thief, true)) > 0) {
			stolen += batch;
		}
		LocalRunQueue robbed = this.victim;
		this.victim = this.thief;
		this.thief = robbed;
		return stolen;
	}

	/** The owner, while {@link #contendedThief} steals what it can. */
	@Benchmark
	@Group("contended")
	public @Nullable Object contendedOwner() {
		this.queue.add(TASK);
		return this.queue.poll();
	}

	/** A search of the thief's, mostly for nothing. */
	@Benchmark
	@Group("contended")
	public int contendedThief() {
		int stolen = this.queue.stealInto(this.thief, true);
		while (this.thief.poll() != null) {
			// It is none of the thief's own that counts here.
		}
		return stolen;
	}

}
