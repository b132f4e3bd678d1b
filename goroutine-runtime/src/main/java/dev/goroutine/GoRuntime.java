package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.bubble.BubbleScheduler;
import dev.goroutine.internal.jdk.ClosedJdkException;
import dev.goroutine.internal.jdk.FreshStack;
import dev.goroutine.internal.jdk.ThreadContainer;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.leak.LeakDetector;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Housekeeper;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.trace.Recording;
import dev.goroutine.internal.watch.SchedTrace;
import dev.goroutine.internal.watch.Shutdown;
import dev.goroutine.internal.watch.Sysmon;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler of goroutines: Go's runtime, as an object. An application may have several,
 * each with its own Ps and OS threads.
 * <p>
 * {@code go} starts a goroutine from anywhere. Called on a goroutine of the same runtime,
 * the new one goes to the local queue of its P; called on any other thread, to the global
 * queue. All methods may be called from any thread. Its OS threads are daemons.
 * <p>
 * Two system properties help to see what happens. {@code goroutine.schedtrace=1000}
 * prints the state of the scheduler to standard error every 1000 ms, in the format of
 * Go's {@code GODEBUG=schedtrace=1000}. {@code goroutine.createdby=true} has goroutines
 * remember where they were created, see {@link GoroutineSnapshot.CreatedBy}.
 */
public final class GoRuntime implements AutoCloseable {

	private final String name;

	private final int maxM;

	private final StealBatch stealBatch;

	private final Scheduler scheduler;

	private final Shutdown shutdown;

	private final @Nullable SchedTrace schedTrace;

	private final Thread.@Nullable UncaughtExceptionHandler uncaughtExceptionHandler;

	private volatile StealPolicy stealPolicy;

	private volatile Duration idleMTimeout;

	private GoRuntime(Builder builder) {
		boolean strict = builder.jdkAccess == JdkAccess.STRICT;
		openJdk(strict, builder.leakWaitSeconds > 0);
		this.name = builder.name;
		this.maxM = builder.maxM;
		this.stealBatch = builder.stealBatch;
		this.stealPolicy = builder.stealPolicy;
		this.idleMTimeout = builder.idleMTimeout;
		this.uncaughtExceptionHandler = builder.uncaughtExceptionHandler;
		this.scheduler = new Scheduler(builder.name, builder.gomaxprocs, builder.maxM, builder.idleMTimeout,
				order(builder.stealPolicy), builder.stealBatch == StealBatch.HALF,
				(scheduler) -> new Sysmon(scheduler, builder.timeSlice, builder.hogNice));
		this.shutdown = new Shutdown(this.scheduler);
		GoroutineTask.prepare(this.scheduler);
		GoroutineSnapshots.prepare();
		snapshot();
		ErrGroup.prepare(this);
		awaitQuiescence(Duration.ZERO);
		this.schedTrace = SchedTrace.of(this.scheduler, System.getProperty(SchedTrace.PROPERTY));
		this.scheduler.start(ThreadContainer.isAllowed(strict), (builder.leakWaitSeconds > 0)
				? new LeakDetector(this.scheduler, builder.leakWaitSeconds, WaitPlaces::find) : Housekeeper.NONE);
		if (this.schedTrace != null) {
			this.schedTrace.start();
		}
	}

	private static void openJdk(boolean strict, boolean container) {
		try {
			VirtualThreads.open(strict);
			if (container) {
				ThreadContainer.require(strict);
			}
		}
		catch (ClosedJdkException ex) {
			throw new JdkAccessException(ex);
		}
	}

	/** The runtime of a bubble, which runs the scheduler itself. */
	GoRuntime(BubbleScheduler scheduler, Thread.UncaughtExceptionHandler handler) {
		this.name = "bubble";
		this.maxM = 1;
		this.stealBatch = StealBatch.HALF;
		this.stealPolicy = StealPolicy.none();
		this.idleMTimeout = Duration.ZERO;
		this.uncaughtExceptionHandler = handler;
		this.scheduler = scheduler.scheduler();
		this.shutdown = new Shutdown(this.scheduler);
		this.schedTrace = null;
	}

	/**
	 * A runtime with the defaults of {@link Builder}.
	 * @return the runtime, ready to use
	 * @throws JdkAccessException if this JVM cannot have one
	 * @throws IllegalArgumentException if a system property has a value that makes no
	 * sense
	 */
	public static GoRuntime create() {
		return builder().build();
	}

	/**
	 * Builds a runtime.
	 * @return a new builder with the defaults
	 */
	public static Builder builder() {
		Prepared.ensure();
		return new Builder();
	}

	/**
	 * Starts a goroutine without a result: Go's {@code go} statement. What it throws is
	 * in its future only, and does not end the program as in Go; {@link #execute} tells
	 * the uncaught exception handler.
	 * @param body what it does
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	@LowPriorityInOverloadResolution
	public Goroutine<Void> go(GoBody body) {
		return go("", body);
	}

	/**
	 * Starts a goroutine.
	 * @param body computes its result
	 * @param <T> the type of the result
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public <T extends @Nullable Object> Goroutine<T> go(Callable<T> body) {
		return go("", body);
	}

	/**
	 * Starts a goroutine without a result.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param body what it does
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	// A goroutine without a result is a Goroutine<Void> to users: they have no use for
	// its null.
	@SuppressWarnings("NullAway")
	@LowPriorityInOverloadResolution
	public Goroutine<Void> go(String name, GoBody body) {
		Objects.requireNonNull(body, "body");
		return start(name, new GoroutineTask.WithoutResult(this.scheduler, body), null);
	}

	/**
	 * Starts a goroutine.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param body computes its result
	 * @param <T> the type of the result
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public <T extends @Nullable Object> Goroutine<T> go(String name, Callable<T> body) {
		Objects.requireNonNull(body, "body");
		return start(name, new GoroutineTask<>(this.scheduler, body), null);
	}

	/** Starts a goroutine that nobody else knows. */
	void start(String name, GroupMember member) {
		start(name, member, this.uncaughtExceptionHandler);
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	private static <T extends @Nullable Object> GoroutineTask<T> start(String name, GoroutineTask<T> goroutine,
			Thread.@Nullable UncaughtExceptionHandler handler) {
		Objects.requireNonNull(name, "name");
		Caller.othersMayGoFirst();
		goroutine.start(name, handler);
		Caller.checkPreempted();
		return goroutine;
	}

	/**
	 * Runs a task on a goroutine of its own. What it throws goes to the uncaught
	 * exception handler of this runtime, since there is no future to carry it. Where an
	 * {@link java.util.concurrent.Executor} is asked for, {@code runtime::execute} is
	 * one.
	 * @param task what to run
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public void execute(Runnable task) {
		execute("", task);
	}

	/**
	 * As {@link #execute(Runnable)}, with a name.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param task what to run
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public void execute(String name, Runnable task) {
		Objects.requireNonNull(task, "task");
		start(name, new GoroutineTask.Detached(this.scheduler, task), this.uncaughtExceptionHandler);
	}

	/**
	 * The name of this runtime, {@code default} unless another was given.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The number of Ps: how many goroutines run at the same time.
	 * @return GOMAXPROCS
	 */
	public int gomaxprocs() {
		return this.scheduler.gomaxprocs();
	}

	/**
	 * Changes the number of Ps while goroutines run, Go's {@code runtime.GOMAXPROCS}, but
	 * without stopping anything: Ps that are too many finish what they run, and what
	 * waits in their queues goes to the others.
	 * @param n 1 to 1024
	 * @return the previous number
	 * @throws IllegalArgumentException if n is out of bounds; nothing is changed then
	 */
	public int gomaxprocs(int n) {
		return this.scheduler.gomaxprocs(Builder.checkGomaxprocs(n));
	}

	/**
	 * The order in which Ps without work visit the others.
	 * @return the policy
	 */
	public StealPolicy stealPolicy() {
		return this.stealPolicy;
	}

	/**
	 * Changes the policy, from the next search for work on.
	 * @param policy the new policy
	 */
	public void stealPolicy(StealPolicy policy) {
		Objects.requireNonNull(policy, "policy");
		this.scheduler.stealOrder(order(policy));
		this.stealPolicy = policy;
	}

	private static VictimOrder order(StealPolicy policy) {
		return (policy == StealPolicy.none()) ? VictimOrder.NONE : policy::victims;
	}

	/**
	 * How much a P without work takes from the one it steals from.
	 * @return the batch
	 */
	public StealBatch stealBatch() {
		return this.stealBatch;
	}

	/**
	 * How long an M without work stays before its OS thread ends.
	 * @return the timeout
	 */
	public Duration idleMTimeout() {
		return this.idleMTimeout;
	}

	/**
	 * Changes the timeout, for the Ms that are idle now as well.
	 * @param timeout the new timeout, zero to end them at once
	 * @throws IllegalArgumentException if it is negative
	 */
	public void idleMTimeout(Duration timeout) {
		this.scheduler.idleTimeout(Builder.checkIdleMTimeout(timeout));
		this.idleMTimeout = timeout;
	}

	/**
	 * What the scheduler looks like, read without stopping it.
	 * @return the snapshot
	 */
	public SchedulerSnapshot snapshot() {
		return SchedulerSnapshots.of(this, this.scheduler, this.maxM);
	}

	/**
	 * The goroutines that are alive, what they do and where, without stopping them: each
	 * is looked at by itself, so two of them need not be as they were at the same moment.
	 * Takes some 50 microseconds for each, and is for people and not for every second.
	 * @return those that run first, then by id
	 */
	public List<GoroutineSnapshot> goroutines() {
		return goroutines(GoroutineFilter.ALL);
	}

	/**
	 * As {@link #goroutines()}, but not all of them: to pass over one that is not wanted
	 * takes a fraction of a microsecond.
	 * @param filter which, and how many at most
	 * @return those that run first, then by id
	 */
	public List<GoroutineSnapshot> goroutines(GoroutineFilter filter) {
		Objects.requireNonNull(filter, "filter");
		return new GoroutineSnapshots(this.scheduler).all(filter);
	}

	/**
	 * Some of the goroutines that are alive, chosen at random, all with the same chance:
	 * enough to estimate what most of a great many do. Takes some 50 microseconds for
	 * each, and a few nanoseconds for each that is not chosen.
	 * @param size how many, more than there are for all
	 * @return those that run first, then by id
	 * @throws IllegalArgumentException if the size is not positive
	 */
	public List<GoroutineSnapshot> sample(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("size must be positive, but is " + size);
		}
		return new GoroutineSnapshots(this.scheduler).sample(size);
	}

	/**
	 * One goroutine, and what it does.
	 * @param id its {@linkplain Goroutine#id() id}
	 * @return the goroutine, or {@code null} if none of that id is alive in this runtime
	 */
	public @Nullable GoroutineSnapshot goroutine(long id) {
		return new GoroutineSnapshots(this.scheduler).one(id);
	}

	/**
	 * Interrupts a goroutine, as {@link Thread#interrupt()} does: its future is not
	 * cancelled, and it decides itself what to do about it.
	 * @param id its {@linkplain Goroutine#id() id}
	 * @return whether one of that id was alive in this runtime
	 */
	public boolean interrupt(long id) {
		Caller.othersMayGoFirst();
		G<?> g = GoroutineSnapshots.find(this.scheduler, id);
		if (g != null) {
			g.thread().interrupt();
		}
		Caller.othersMayGoFirst();
		return g != null;
	}

	/**
	 * The same as text, in the format of Go's tracebacks: what {@code panic} and
	 * {@code runtime.Stack} print.
	 * @return the text
	 * @see Traceback
	 */
	public String dump() {
		return Traceback.of(goroutines(), Instant.now());
	}

	/**
	 * Begins to record what happens on each P and M, as Go's {@code trace.Start} does, in
	 * bounded memory. <pre class="code">
	 * try (SchedulerTrace trace = runtime.trace(Duration.ofSeconds(5))) {
	 *     work();
	 *     trace.writeTo(out);
	 * }</pre>
	 * @param atMost when it ends unless it is ended before, one hour at most
	 * @return the trace, which has begun
	 * @throws IllegalArgumentException if the duration is out of bounds
	 * @throws IllegalStateException if a trace of this runtime is being recorded
	 */
	public SchedulerTrace trace(Duration atMost) {
		Objects.requireNonNull(atMost, "atMost");
		Caller.checkStackRoom();
		if (this.scheduler.dispatcher() != null) {
			throw new UnsupportedOperationException("A bubble has neither Ps nor Ms to trace");
		}
		return SchedulerTrace.start(this.name, this.scheduler, atMost, Recording.CAPACITY);
	}

	/**
	 * How long goroutines were ready before they ran, since this runtime was created: one
	 * in 32 is timed. Go's {@code /sched/latencies:seconds}.
	 * @return the distribution
	 */
	public SchedulingLatency schedulingLatency() {
		return SchedulingLatency.of(this.scheduler.stats().latency(), this.scheduler.stats().latencyNanos());
	}

	/**
	 * Waits until no goroutine is alive but those that are in this method, in
	 * {@link #shutdown} or in {@link System#exit} themselves. One is alive until what
	 * depends on its {@code CompletableFuture}, and the uncaught exception handler if it
	 * gets its failure, have run on it.
	 * @param timeout how long to wait at most; zero or less only looks
	 * @return whether none is; {@code false} too if the caller is interrupted, which it
	 * then still is
	 */
	public boolean awaitQuiescence(Duration timeout) {
		return this.shutdown.awaitQuiescence(Objects.requireNonNull(timeout, "timeout"));
	}

	/**
	 * Ends this runtime. From now on new goroutines are refused; those alive get the
	 * grace to end, are then interrupted, and get 5 seconds more. The futures of those
	 * that are still there are cancelled, and what depends on them runs on virtual
	 * threads of the JDK's own scheduler; they go on as virtual threads of the JDK's own
	 * scheduler when they next park. A goroutine of this runtime may call it, and does
	 * not wait for itself. One that has called {@link System#exit} is not waited for
	 * either: a shutdown hook may call this. Once a shutdown is over, another one, or
	 * {@link #close}, only looks whether all have ended. An interrupt of the caller ends
	 * that of the two waits that it comes in.
	 * @param grace how long to wait before interrupting, zero or less to do so at once
	 * @return whether all goroutines have ended
	 */
	public boolean shutdown(Duration grace) {
		return shutdown(grace, Shutdown.AFTER_INTERRUPT);
	}

	/** As above with another time after the interrupts; for tests. */
	boolean shutdown(Duration grace, Duration afterInterrupt) {
		Objects.requireNonNull(grace, "grace");
		try {
			return this.shutdown.shutdown(grace, afterInterrupt);
		}
		finally {
			if (this.schedTrace != null) {
				this.schedTrace.stop();
			}
		}
	}

	/**
	 * As {@link #shutdown} with a grace of 30 seconds.
	 */
	@Override
	public void close() {
		shutdown(Duration.ofSeconds(30));
	}

	@Override
	public String toString() {
		return "GoRuntime[" + this.name + ", gomaxprocs=" + gomaxprocs() + "]";
	}

	/**
	 * Builds a {@link GoRuntime}. Setters throw {@link IllegalArgumentException} with the
	 * value and what is allowed. Not thread-safe.
	 */
	public static final class Builder {

		/** Where goroutines wait, sysmon looks every half of that at least. */
		private static final int MIN_TIME_SLICE_MILLIS = 1;

		private String name = "default";

		private int gomaxprocs = defaultGomaxprocs(System.getenv("GOMAXPROCS"));

		private Duration idleMTimeout = Duration.ofSeconds(60);

		private int maxM = 10_000;

		private Duration timeSlice = Duration.ofMillis(10);

		private int hogNice = 10;

		private StealPolicy stealPolicy = StealPolicy.random();

		private StealBatch stealBatch = StealBatch.HALF;

		private JdkAccess jdkAccess = JdkAccess.AUTO;

		private int leakWaitSeconds;

		private Thread.@Nullable UncaughtExceptionHandler uncaughtExceptionHandler;

		private Builder() {
		}

		/** As in Go: the environment may say, a bad value there is ignored. */
		static int defaultGomaxprocs(@Nullable String environment) {
			if (environment != null) {
				try {
					int n = Integer.parseInt(environment.strip());
					if (n >= 1 && n <= Scheduler.MAX_GOMAXPROCS) {
						return n;
					}
				}
				catch (NumberFormatException ex) {
					// The number of CPUs it is.
				}
			}
			return Math.min(Runtime.getRuntime().availableProcessors(), Scheduler.MAX_GOMAXPROCS);
		}

		/**
		 * Names the runtime, its threads, and its tag in metrics.
		 * @param name the name, by default {@code default}
		 * @return this builder
		 */
		public Builder name(String name) {
			if (Objects.requireNonNull(name, "name").isBlank()) {
				throw new IllegalArgumentException("name must not be blank");
			}
			this.name = name;
			return this;
		}

		/**
		 * Sets the number of Ps.
		 * @param n 1 to 1024, by default the environment's {@code GOMAXPROCS}, else the
		 * number of CPUs
		 * @return this builder
		 */
		public Builder gomaxprocs(int n) {
			this.gomaxprocs = checkGomaxprocs(n);
			return this;
		}

		static int checkGomaxprocs(int n) {
			if (n < 1 || n > Scheduler.MAX_GOMAXPROCS) {
				throw new IllegalArgumentException(
						"gomaxprocs must be between 1 and " + Scheduler.MAX_GOMAXPROCS + ", but is " + n);
			}
			return n;
		}

		/**
		 * Sets how long an M without work stays before its OS thread ends.
		 * @param timeout zero or more, by default 60 seconds
		 * @return this builder
		 */
		public Builder idleMTimeout(Duration timeout) {
			this.idleMTimeout = checkIdleMTimeout(timeout);
			return this;
		}

		static Duration checkIdleMTimeout(Duration timeout) {
			if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
				throw new IllegalArgumentException("idleMTimeout must not be negative, but is " + timeout);
			}
			return timeout;
		}

		/**
		 * Sets the highest number of Ms, that is OS threads, at a time. Go's
		 * {@code debug.SetMaxThreads}, but here work waits where Go ends the program.
		 * @param n 1 or more, by default 10,000
		 * @return this builder
		 */
		public Builder maxM(int n) {
			if (n < 1) {
				throw new IllegalArgumentException("maxM must be at least 1, but is " + n);
			}
			this.maxM = n;
			return this;
		}

		/**
		 * Sets how long a goroutine may run while others wait for its P. After that the P
		 * goes on with the others, and the goroutine competes with them for the cores.
		 * @param timeSlice 1 ms or more, by default 10 ms
		 * @return this builder
		 */
		public Builder timeSlice(Duration timeSlice) {
			if (!Objects.requireNonNull(timeSlice, "timeSlice").isPositive()) {
				throw new IllegalArgumentException("timeSlice must be positive, but is " + timeSlice);
			}
			if (timeSlice.compareTo(Duration.ofMillis(MIN_TIME_SLICE_MILLIS)) < 0) {
				throw new IllegalArgumentException("timeSlice must be at least 1 ms, but is " + timeSlice);
			}
			this.timeSlice = timeSlice;
			return this;
		}

		/**
		 * Sets the nice value of an OS thread whose goroutine is a hog: since it last
		 * parked or yielded, it has had its time slice, and has burned eight times the
		 * CPU time that nine of ten runs here stay below, while others run. From then on
		 * it is background work, until it parks, yields or ends. Where all goroutines
		 * burn alike nobody is. Several of them get a higher value, so that together they
		 * weigh no more than half as many threads of this one as there are Ps, as far as
		 * 19 goes. If the JVM has a nice value, this comes on top. It takes Linux and
		 * {@code --enable-native-access=ALL-UNNAMED}, otherwise nothing is changed and
		 * the log says so.
		 * @param nice 1 to 19, by default 10, or 0 for none
		 * @return this builder
		 */
		public Builder hogNice(int nice) {
			if (nice < 0 || nice > 19) {
				throw new IllegalArgumentException("hogNice must be between 0 and 19, but is " + nice);
			}
			this.hogNice = nice;
			return this;
		}

		/**
		 * Sets whom a P without work steals from.
		 * @param policy by default {@link StealPolicy#random()}
		 * @return this builder
		 */
		public Builder stealPolicy(StealPolicy policy) {
			this.stealPolicy = Objects.requireNonNull(policy, "policy");
			return this;
		}

		/**
		 * Sets how much it steals.
		 * @param batch by default {@link StealBatch#HALF}
		 * @return this builder
		 */
		public Builder stealBatch(StealBatch batch) {
			this.stealBatch = Objects.requireNonNull(batch, "batch");
			return this;
		}

		/**
		 * Sets what gets the failures of {@link GoRuntime#execute}. It is called on the
		 * goroutine.
		 * @param handler by default that of the goroutine's thread, which prints them
		 * @return this builder
		 */
		public Builder uncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
			this.uncaughtExceptionHandler = Objects.requireNonNull(handler, "handler");
			return this;
		}

		/**
		 * Sets whether goroutines are reported that wait for what nothing can reach any
		 * more. Each is one warning in the log, as long as there are few, is counted as
		 * leaked, and its memory is free. It is looked at once it has waited for 10
		 * seconds, and found when the garbage collector next looks there. One that only
		 * an object with a finalizer refers to is taken for leaked too; one on which a
		 * class was loaded while a Java agent watches is kept by the JVM and not found.
		 * Nothing of a leaked one runs any more, neither a {@code finally} nor what an
		 * interrupt at shutdown would have reached.
		 * <p>
		 * With {@link JdkAccess#STRICT} it takes {@code jdk.internal.vm} to be open too:
		 * {@code --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED}.
		 * @param enabled by default {@code false}
		 * @return this builder
		 */
		public Builder leakDetection(boolean enabled) {
			return leakWaitSeconds(enabled ? 10 : 0);
		}

		/** How long a goroutine has to wait to be looked at, 0 for never; for tests. */
		Builder leakWaitSeconds(int seconds) {
			this.leakWaitSeconds = seconds;
			return this;
		}

		/**
		 * Sets how the runtime may reach into the JDK.
		 * @param access by default {@link JdkAccess#AUTO}
		 * @return this builder
		 */
		public Builder jdkAccess(JdkAccess access) {
			this.jdkAccess = Objects.requireNonNull(access, "access");
			return this;
		}

		/**
		 * Creates the runtime.
		 * @return the runtime, ready to use
		 * @throws JdkAccessException if this JVM cannot have one
		 * @throws IllegalArgumentException if a system property has a value that makes no
		 * sense
		 */
		public GoRuntime build() {
			Creation creation = new Creation(this);
			FreshStack.run("go-create", creation);
			return Objects.requireNonNull(creation.runtime);
		}

	}

	/** What it takes to create a runtime is initialized on the way. */
	private static final class Creation implements Runnable {

		private final Builder builder;

		private @Nullable GoRuntime runtime;

		Creation(Builder builder) {
			this.builder = builder;
		}

		@Override
		public void run() {
			this.runtime = new GoRuntime(this.builder);
		}

	}

}
