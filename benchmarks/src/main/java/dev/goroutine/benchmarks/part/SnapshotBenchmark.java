package dev.goroutine.benchmarks.part;

import java.util.concurrent.CountDownLatch;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulingLatency;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a metrics registry reads, beside goroutines that are parked.
 */
@State(Scope.Benchmark)
public class SnapshotBenchmark extends PartBenchmark {

	@Param({ "0", "10000" })
	public int goroutines;

	private final GoRuntime runtime = GoRuntime.create();

	private final CountDownLatch end = new CountDownLatch(1);

	@Setup
	public void park() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(this.goroutines);
		for (int i = 0; i < this.goroutines; i++) {
			this.runtime.go(() -> {
				started.countDown();
				this.end.await();
			});
		}
		started.await();
	}

	@TearDown
	public void close() {
		this.end.countDown();
		this.runtime.close();
	}

	@Benchmark
	public SchedulerSnapshot snapshot() {
		return this.runtime.snapshot();
	}

	@Benchmark
	public SchedulingLatency schedulingLatency() {
		return this.runtime.schedulingLatency();
	}

}
