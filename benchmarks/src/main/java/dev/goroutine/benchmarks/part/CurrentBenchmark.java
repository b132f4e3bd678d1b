package dev.goroutine.benchmarks.part;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Who asks on which goroutine he runs, and {@link Thread#currentThread()} for comparison.
 */
@State(Scope.Benchmark)
public class CurrentBenchmark extends PartBenchmark {

	private static final int CALLS = 100_000;

	private final GoRuntime runtime = GoRuntime.create();

	/**
	 * Never; read before each call, as JMH does around its own, so that none is taken out
	 * of the loop.
	 */
	private volatile boolean ended;

	@TearDown
	public void close() {
		this.runtime.close();
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void currentGoroutine(Blackhole blackhole) throws Exception {
		this.runtime.go(() -> {
			for (int i = 0; i < CALLS && !this.ended; i++) {
				blackhole.consume(Goroutine.current());
			}
		}).join();
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void currentThread(Blackhole blackhole) throws Exception {
		this.runtime.go(() -> {
			for (int i = 0; i < CALLS && !this.ended; i++) {
				blackhole.consume(Thread.currentThread());
			}
		}).join();
	}

	/** On a platform thread, where there is none. */
	@Benchmark
	public Object none() {
		return (Goroutine.current() != null) ? this : this.runtime;
	}

}
