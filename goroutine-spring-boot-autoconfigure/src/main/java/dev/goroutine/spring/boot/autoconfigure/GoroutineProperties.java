package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import dev.goroutine.JdkAccess;
import dev.goroutine.StealBatch;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the goroutine runtime.
 *
 * @param enabled Whether to run @Go methods on goroutines. If not, there is no runtime,
 * and @Go methods are plain methods that run on the thread of their caller.
 * @param gomaxprocs Number of processors (P), that is of goroutines that run at the same
 * time, from 1 to 1024. Defaults to the environment variable GOMAXPROCS, else to the
 * number of CPUs.
 * @param idleMTimeout Time that an OS thread (M) without work stays before it ends.
 * @param maxM Maximum number of OS threads (M), those that are blocked included.
 * @param timeSlice Time that a goroutine may run while others wait for its processor, 1ms
 * or more.
 * @param hogNice Nice value, from 1 to 19, of an OS thread whose goroutine has had its
 * time slice and burns many times the CPU that is usual here, while others run, or 0 for
 * none. Several get a higher one. Takes Linux and native access.
 * @param leakDetection Whether to report goroutines that wait for what nothing can reach
 * any more.
 * @param steal Work stealing.
 * @param jdkAccess How to reach the JDK's method that makes virtual threads with a
 * scheduler of their own.
 * @param shutdown Shutdown with the application.
 * @param executor The task executor of the default runtime.
 * @param web The embedded web server.
 * @param scheduling Scheduled tasks.
 * @param metrics Meters.
 * @param observation Observations of @Go calls.
 * @param health Health.
 * @param runtimes Further runtimes by name, each with processors and OS threads of its
 * own: the beans NAMEGoRuntime and NAMETaskExecutor, and @Go("NAME"). Each takes
 * gomaxprocs, idle-m-timeout, max-m, time-slice, hog-nice, leak-detection, steal.* and
 * shutdown.grace, with the defaults that these have for the default runtime.
 */
@ConfigurationProperties("goroutine")
public record GoroutineProperties(@DefaultValue("true") boolean enabled, @Nullable Integer gomaxprocs,
		@DefaultValue("60s") Duration idleMTimeout, @DefaultValue("10000") int maxM,
		@DefaultValue("10ms") Duration timeSlice, @DefaultValue("10") int hogNice,
		@DefaultValue("false") boolean leakDetection, @DefaultValue Steal steal,
		@DefaultValue("auto") JdkAccess jdkAccess, @DefaultValue Shutdown shutdown, @DefaultValue Executor executor,
		@DefaultValue Web web, @DefaultValue Scheduling scheduling, @DefaultValue Metrics metrics,
		@DefaultValue Observation observation, @DefaultValue Health health,
		@DefaultValue Map<String, RuntimeProperties> runtimes) {

	/** Returns the properties of the default runtime. */
	RuntimeProperties defaultRuntime() {
		return new RuntimeProperties(this.gomaxprocs, this.idleMTimeout, this.maxM, this.timeSlice, this.hogNice,
				this.leakDetection, this.steal, this.shutdown);
	}

	/**
	 * A further runtime.
	 *
	 * @param gomaxprocs Number of processors (P), that is of goroutines that run at the
	 * same time, from 1 to 1024. Defaults to the environment variable GOMAXPROCS, else to
	 * the number of CPUs.
	 * @param idleMTimeout Time that an OS thread (M) without work stays before it ends.
	 * @param maxM Maximum number of OS threads (M), those that are blocked included.
	 * @param timeSlice Time that a goroutine may run while others wait for its processor,
	 * 1ms or more.
	 * @param hogNice Nice value, from 1 to 19, of an OS thread whose goroutine has had
	 * its time slice and burns many times the CPU that is usual here, while others run,
	 * or 0 for none. Several get a higher one.
	 * @param leakDetection Whether to report goroutines that wait for what nothing can
	 * reach any more.
	 * @param steal Work stealing.
	 * @param shutdown Shutdown with the application.
	 */
	public record RuntimeProperties(@Nullable Integer gomaxprocs, @DefaultValue("60s") Duration idleMTimeout,
			@DefaultValue("10000") int maxM, @DefaultValue("10ms") Duration timeSlice, @DefaultValue("10") int hogNice,
			@DefaultValue("false") boolean leakDetection, @DefaultValue Steal steal, @DefaultValue Shutdown shutdown) {

	}

	/**
	 * Work stealing.
	 *
	 * @param policy Order in which a processor without work visits the others to steal
	 * from them. A StealPolicy bean takes precedence.
	 * @param batch Number of goroutines to take from the queue of the victim.
	 */
	public record Steal(@DefaultValue("random") String policy, @DefaultValue("half") StealBatch batch) {

	}

	/**
	 * Shutdown with the application.
	 *
	 * @param grace Time that goroutines, and those that they start meanwhile, get to end
	 * before they are interrupted.
	 */
	public record Shutdown(@DefaultValue("20s") Duration grace) {

	}

	/**
	 * The task executor of the default runtime.
	 *
	 * @param mode Whether the executor stands beside Spring Boot's
	 * applicationTaskExecutor or takes its place.
	 */
	public record Executor(@DefaultValue("dedicated") ExecutorMode mode) {

	}

	/**
	 * Where the task executor of the default runtime is used.
	 */
	public enum ExecutorMode {

		/**
		 * The executor is used where it is named. Spring Boot's own is as it is without
		 * us.
		 */
		DEDICATED,

		/** The executor runs all that Spring Boot runs on its applicationTaskExecutor. */
		APPLICATION

	}

	/**
	 * The embedded web server.
	 *
	 * @param enabled Whether the embedded Tomcat or Jetty handles each request on a
	 * goroutine of the default runtime.
	 */
	public record Web(@DefaultValue("false") boolean enabled) {

	}

	/**
	 * Scheduled tasks.
	 *
	 * @param enabled Whether to run each @Scheduled method on a goroutine of the default
	 * runtime.
	 */
	public record Scheduling(@DefaultValue("false") boolean enabled) {

	}

	/**
	 * Meters.
	 *
	 * @param enabled Whether to bind the meters of the runtimes and to time @Go calls.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Observations of @Go calls.
	 *
	 * @param enabled Whether to observe every @Go call, for traces: as a child of its
	 * caller's observation.
	 */
	public record Observation(@DefaultValue("false") boolean enabled) {

	}

	/**
	 * Health.
	 *
	 * @param starvationThreshold Time that a goroutine may be ready to run and not get a
	 * processor. If one waits longer, the health of the application is DOWN, with
	 * management.health.goroutine.enabled=true.
	 */
	public record Health(@DefaultValue("10s") Duration starvationThreshold) {

	}

}
