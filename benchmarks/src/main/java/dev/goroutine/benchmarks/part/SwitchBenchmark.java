package dev.goroutine.benchmarks.part;

import dev.goroutine.GoRuntime;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.side.Goroutines;
import dev.goroutine.benchmarks.work.PingPong;
import dev.goroutine.benchmarks.work.Yields;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From one goroutine to another.
 */
@State(Scope.Benchmark)
public class SwitchBenchmark extends PartBenchmark {

	private static final int YIELDS = 1_000;

	private static final int ROUND_TRIPS = 100_000;

	@Param({ "1", "2" })
	public int gomaxprocs;

	private Threads threads;

	@Setup
	public void open() {
		this.threads = Goroutines.threads(GoRuntime.builder().gomaxprocs(this.gomaxprocs).build());
	}

	@TearDown
	public void close() {
		this.threads.close();
	}

	/** One yield of a hundred goroutines that do nothing else. */
	@Benchmark
	@OperationsPerInvocation(Yields.THREADS * YIELDS)
	public double yield() throws Exception {
		return new Yields().run(this.threads, YIELDS);
	}

	/** Two goroutines that wake each other, there and back. */
	@Benchmark
	@OperationsPerInvocation(ROUND_TRIPS)
	public double parkRoundTrip() throws Exception {
		return new PingPong().run(this.threads, ROUND_TRIPS);
	}

}
