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
 */
public final class Goroutines implements Side {

	@Override
	public String name() {
		return "goroutines";
	}

	@Override
	public Contender open(Work work, int size, int processors) {
		GoRuntime runtime = GoRuntime.builder().name("bench").gomaxprocs(processors).build();
		return new ThreadsContender(new Started(runtime), work, size);
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
