package dev.goroutine.benchmarks.side;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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
 * @param settings how the runtime is built
 * @param disturbance what else runs there, or looks at it
 * @param jvmFlags what the JVM needs besides
 */
public record Goroutines(String name, UnaryOperator<GoRuntime.Builder> settings,
		Function<GoRuntime, Disturbance> disturbance, List<String> jvmFlags) implements Side {

	private static final String CREATED_BY = "goroutine.createdby";

	/** The defaults, and nothing else runs there. */
	public static final Goroutines UNDISTURBED = new Goroutines("goroutines", UnaryOperator.identity(),
			(runtime) -> Disturbance.NONE, List.of());

	/**
	 * With other settings.
	 * @param name the name in the table
	 * @param settings changes the builder of the runtime
	 * @return the side
	 */
	public static Goroutines with(String name, UnaryOperator<GoRuntime.Builder> settings) {
		return new Goroutines(name, settings, (runtime) -> Disturbance.NONE, List.of());
	}

	/**
	 * With something else on the same runtime.
	 * @param name the name in the table
	 * @param disturbance what else runs there
	 * @param hogNice the nice value of those that burn CPU
	 * @return the side
	 */
	public static Goroutines beside(String name, Disturbance disturbance, int hogNice) {
		return new Goroutines(name, (builder) -> builder.hogNice(hogNice), (runtime) -> disturbance, List.of());
	}

	/**
	 * With metrics that are read.
	 * @param name the name in the table
	 * @param period the time from one reading to the next
	 * @return the side
	 */
	public static Goroutines read(String name, Duration period) {
		return new Goroutines(name, UnaryOperator.identity(), (runtime) -> Disturbance.readings(runtime, period),
				List.of());
	}

	/**
	 * With each goroutine remembering where it was created.
	 * @param name the name in the table
	 * @return the side
	 */
	public static Goroutines createdBy(String name) {
		return new Goroutines(name, UnaryOperator.identity(), (runtime) -> Disturbance.NONE,
				List.of("-D" + CREATED_BY + "=true"));
	}

	@Override
	public Contender open(Work work, int size, int processors) {
		if (!ManagementFactory.getRuntimeMXBean().getInputArguments().containsAll(this.jvmFlags)) {
			throw new IllegalStateException("This JVM needs " + String.join(" ", this.jvmFlags));
		}
		GoRuntime runtime = this.settings.apply(GoRuntime.builder().name("bench").gomaxprocs(processors)).build();
		return new ThreadsContender(threads(runtime), work, size, this.disturbance.apply(runtime));
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

		/** Ms, sysmon, and the thread of the timers, which all runtimes share. */
		@Override
		public boolean owns(Thread thread) {
			return thread.getName().startsWith("go-" + this.runtime.name() + "-")
					|| thread.getName().equals("goroutine-timers");
		}

		@Override
		public void close() {
			this.runtime.close();
		}

	}

}
