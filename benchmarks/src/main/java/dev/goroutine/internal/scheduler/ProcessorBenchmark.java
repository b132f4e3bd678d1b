package dev.goroutine.internal.scheduler;

import java.time.Duration;

import dev.goroutine.benchmarks.part.PartBenchmark;
import dev.goroutine.internal.base.VictimOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The ownership word: what it costs that a P can be taken at any time.
 */
@State(Scope.Thread)
public class ProcessorBenchmark extends PartBenchmark {

	private final Scheduler scheduler = new Scheduler("bench", 1, 1, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

	private final Processor p = this.scheduler.processors.get(0);

	/** Is never started. */
	private final Machine m = new Machine(this.scheduler, 0, this.p, false);

	@Setup
	public void lend() {
		this.p.lend(this.m);
	}

	/** Around each run of a goroutine. */
	@Benchmark
	public boolean lendAndReclaim() {
		this.p.lend(this.m);
		return this.p.reclaim(this.m);
	}

	/** Around each wake-up by a goroutine. */
	@Benchmark
	public boolean beginAndEndProduce() {
		boolean produces = this.p.beginProduce(this.m);
		this.p.endProduce(this.m);
		return produces;
	}

}
