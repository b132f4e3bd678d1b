package dev.goroutine.benchmarks.part;

import dev.goroutine.GoRuntime;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.side.Goroutines;
import dev.goroutine.benchmarks.side.JdkVirtualThreads;
import dev.goroutine.benchmarks.work.Spawn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A goroutine that another one creates: made, started, run and ended, on as many Ps as
 * there are CPUs.
 */
@State(Scope.Benchmark)
public class SpawnBenchmark extends PartBenchmark {

	private static final int SPAWNED = 10_000;

	@Param({ "goroutines", "JDK" })
	public String side = "";

	private Threads threads;

	@Setup
	public void open() {
		this.threads = this.side.equals("JDK") ? JdkVirtualThreads.threads() : Goroutines.threads(GoRuntime.create());
	}

	@TearDown
	public void close() {
		this.threads.close();
	}

	@Benchmark
	@OperationsPerInvocation(SPAWNED)
	public double spawn() throws Exception {
		return new Spawn().run(this.threads, SPAWNED);
	}

}
