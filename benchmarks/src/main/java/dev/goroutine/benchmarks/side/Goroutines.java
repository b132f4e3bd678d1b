package dev.goroutine.benchmarks.side;

import java.time.Duration;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Our side: goroutines on a {@link GoRuntime} of their own.
 *
 * @param name the name in the table
 * @param disturbance what else runs there
 * @param hogNice the nice value of those that burn CPU
 */
public record Goroutines(String name, Disturbance disturbance, int hogNice) implements Side {

	/** Nothing else runs there. */
	public static final Goroutines UNDISTURBED = new Goroutines("goroutines", Disturbance.NONE, 10);

	@Override
	public Contender open(Work work, int size, int processors) {
		GoRuntime runtime = GoRuntime.builder().name("bench").gomaxprocs(processors).hogNice(this.hogNice).build();
		return new ThreadsContender(threads(runtime), work, size, this.disturbance);
	}

	/**
	 * Goroutines of that runtime.
	 * @param runtime the runtime, which ends with the threads
	 * @return the threads
	 */
	public static Threads threads(GoRuntime runtime) {
		return new Started(runtime);
	}

	private record Started(GoRuntime runtime) implements Threads {

		@Override
		public void start(Body body) {
			this.runtime.go(body);
		}

		@Override
		public void gosched() {
			Goroutine.yield();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			Goroutine.sleep(duration);
		}

		@Override
		public void close() {
			this.runtime.close();
		}

	}

}
