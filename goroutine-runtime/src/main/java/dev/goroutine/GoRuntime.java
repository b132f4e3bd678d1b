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
 * A scheduler of goroutines: Go's runtime, as an object. An application may have several
 * runtimes, each with its own Ps and OS threads. The OS threads are daemons.
 * <p>
 * A goroutine may be started from any thread. If a goroutine of the same runtime starts
 * it, it goes to the local queue of that goroutine's P, otherwise to the global queue.
 * All methods may be called from any thread.
 * <p>
 * Two system properties help to see what happens. {@code goroutine.schedtrace=1000}
 * prints the state of the scheduler to standard error every 1000 ms, in the format of
 * Go's {@code GODEBUG=schedtrace=1000}. With {@code goroutine.createdby=true} goroutines
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

	/** Creates the runtime of a bubble, which runs the scheduler itself. */
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
	 * Creates a runtime with the defaults of {@link Builder}.
	 * @return the runtime, ready to use
	 * @throws JdkAccessException if this JVM does not allow a runtime
	 * @throws IllegalArgumentException if a system property has an invalid value
	 */
	public static GoRuntime create() {
		return builder().build();
	}

	/**
	 * Begins to build a runtime.
	 * @return a new builder with the defaults
	 */
	public static Builder builder() {
		Prepared.ensure();
		return new Builder();
	}

	/**
	 * Starts a goroutine without a result: Go's {@code go} statement. A failure of the
	 * body is only in the goroutine's future. Unlike in Go, it does not end the program.
	 * {@link #execute} passes failures to the uncaught exception handler.
	 * @param body the body of the goroutine
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	@LowPriorityInOverloadResolution
	public Goroutine<Void> go(GoBody body) {
		return go("", body);
	}

	/**
	 * Starts a goroutine with a result. A failure of the body is only in the goroutine's
	 * future.
	 * @param body computes the result
	 * @param <T> the type of the result
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public <T extends @Nullable Object> Goroutine<T> go(Callable<T> body) {
		return go("", body);
	}

	/**
	 * Starts a goroutine with a name and without a result, as {@link #go(GoBody)} does.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param body the body of the goroutine
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	// To users a goroutine without a result is a Goroutine<Void>. They have no use for
	// its null.
	@SuppressWarnings("NullAway")
	@LowPriorityInOverloadResolution
	public Goroutine<Void> go(String name, GoBody body) {
		Objects.requireNonNull(body, "body");
		return start(name, new GoroutineTask.WithoutResult(this.scheduler, body), null);
	}

	/**
	 * Starts a goroutine with a name and a result, as {@link #go(Callable)} does.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param body computes the result
	 * @param <T> the type of the result
	 * @return the goroutine
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public <T extends @Nullable Object> Goroutine<T> go(String name, Callable<T> body) {
		Objects.requireNonNull(body, "body");
		return start(name, new GoroutineTask<>(this.scheduler, body), null);
	}

	/** Starts a goroutine of a group. Users do not see it. */
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
		Caller.yieldIfPreempted();
		return goroutine;
	}

	/**
	 * Runs a task on a goroutine of its own. A failure of the task goes to the uncaught
	 * exception handler of this runtime, because no future carries it.
	 * {@code runtime::execute} is an {@link java.util.concurrent.Executor}.
	 * @param task the task to run
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public void execute(Runnable task) {
		execute("", task);
	}

	/**
	 * The same as {@link #execute(Runnable)}, with a name.
	 * @param name the name of the goroutine and its thread, for dumps and logs
	 * @param task the task to run
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
	 */
	public void execute(String name, Runnable task) {
		Objects.requireNonNull(task, "task");
		start(name, new GoroutineTask.Detached(this.scheduler, task), this.uncaughtExceptionHandler);
	}

	/**
	 * The name of this runtime, {@code default} unless another name was given.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The number of Ps, which is how many goroutines can run at the same time: Go's
	 * {@code runtime.GOMAXPROCS(0)}.
	 * @return the number
	 */
	public int gomaxprocs() {
		return this.scheduler.gomaxprocs();
	}

	/**
	 * Changes the number of Ps while goroutines run: Go's {@code runtime.GOMAXPROCS}.
	 * Unlike in Go, nothing is stopped. Surplus Ps finish what they run, and the
	 * goroutines in their queues go to the others.
	 * @param n 1 to 1024
	 * @return the previous number
	 * @throws IllegalArgumentException if n is out of bounds; nothing is changed then
	 * @throws UnsupportedOperationException if n is not 1 in the runtime of a bubble
	 */
	public int gomaxprocs(int n) {
		return this.scheduler.gomaxprocs(Builder.checkGomaxprocs(n));
	}

	/**
	 * The order in which Ps without work visit the other Ps to steal from them.
	 * @return the policy
	 */
	public StealPolicy stealPolicy() {
		return this.stealPolicy;
	}

	/**
	 * Changes the steal policy, from the next search for work on.
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
	 * How much a P without work takes from the P that it steals from.
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
	 * Changes how long an M without work stays. This applies to Ms that are idle now as
	 * well.
	 * @param timeout the new timeout, zero to end idle Ms at once
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	public void idleMTimeout(Duration timeout) {
		this.scheduler.idleTimeout(Builder.checkIdleMTimeout(timeout));
		this.idleMTimeout = timeout;
	}

	/**
	 * The state of the scheduler, read without stopping it.
	 * @return the snapshot
	 */
	public SchedulerSnapshot snapshot() {
		return SchedulerSnapshots.of(this, this.scheduler, this.maxM);
	}

	/**
	 * The goroutines that are alive, what they do and where. They are not stopped. Each
	 * goroutine is looked at by itself, so two of them need not be shown at the same
	 * moment. A goroutine takes some 50 microseconds, so this is for people and not for
	 * every second.
	 * @return the snapshots, goroutines that run first, then by id
	 */
	public List<GoroutineSnapshot> goroutines() {
		return goroutines(GoroutineFilter.ALL);
	}

	/**
	 * Some of the goroutines that are alive, as {@link #goroutines()} shows them. A
	 * goroutine that does not match takes a fraction of a microsecond.
	 * @param filter which goroutines, and how many at most
	 * @return the snapshots, goroutines that run first, then by id
	 */
	public List<GoroutineSnapshot> goroutines(GoroutineFilter filter) {
		Objects.requireNonNull(filter, "filter");
		return new GoroutineSnapshots(this.scheduler).all(filter);
	}

	/**
	 * Some of the goroutines that are alive, chosen at random with equal chances. A
	 * sample is enough to estimate what most of a great many goroutines do. A chosen
	 * goroutine takes some 50 microseconds, any other a few nanoseconds.
	 * @param size the number of goroutines; if fewer are alive, all are chosen
	 * @return the snapshots, goroutines that run first, then by id
	 * @throws IllegalArgumentException if the size is not positive
	 */
	public List<GoroutineSnapshot> sample(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("size must be positive, but is " + size);
		}
		return new GoroutineSnapshots(this.scheduler).sample(size);
	}

	/**
	 * The goroutine with an id, and what it does.
	 * @param id its {@linkplain Goroutine#id() id}
	 * @return the snapshot, or {@code null} if no goroutine with the id is alive in this
	 * runtime
	 */
	public @Nullable GoroutineSnapshot goroutine(long id) {
		return new GoroutineSnapshots(this.scheduler).one(id);
	}

	/**
	 * Interrupts a goroutine, as {@link Thread#interrupt()} does. Its future is not
	 * cancelled, and its body decides how to react.
	 * @param id its {@linkplain Goroutine#id() id}
	 * @return whether a goroutine with the id was alive in this runtime
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
	 * The goroutines that are alive as text, in the format of Go's tracebacks, which
	 * {@code panic} and {@code runtime.Stack} print. It costs as much as
	 * {@link #goroutines()}.
	 * @return the text
	 * @see Traceback
	 */
	public String dump() {
		return Traceback.of(goroutines(), Instant.now());
	}

	/**
	 * Begins to record what happens on each P and M, in bounded memory: Go's
	 * {@code trace.Start}. <pre class="code">
	 * try (SchedulerTrace trace = runtime.trace(Duration.ofSeconds(5))) {
	 *     work();
	 *     trace.writeTo(out);
	 * }</pre>
	 * @param atMost the time after which the trace ends, unless it is ended before; one
	 * hour at most
	 * @return the trace, which has begun
	 * @throws IllegalArgumentException if the duration is not positive, or longer than
	 * one hour
	 * @throws IllegalStateException if a trace of this runtime is being recorded
	 * @throws UnsupportedOperationException if this is the runtime of a bubble
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
	 * How long goroutines were ready before they ran, since this runtime was created:
	 * Go's {@code /sched/latencies:seconds}. One goroutine in 32 is timed.
	 * @return the distribution
	 */
	public SchedulingLatency schedulingLatency() {
		return SchedulingLatency.of(this.scheduler.stats().latency(), this.scheduler.stats().latencyNanos());
	}

	/**
	 * Waits until no goroutine is alive, except goroutines that are themselves in this
	 * method, in {@link #shutdown} or in {@link System#exit}. A goroutine is alive until
	 * callbacks of its {@code CompletableFuture}, and the uncaught exception handler if
	 * that gets its failure, have run on it. An interrupt ends the wait, and the caller
	 * stays interrupted.
	 * @param timeout the longest time to wait; zero or less does not wait
	 * @return whether no such goroutine is alive; {@code false} if the time is over or
	 * the wait was interrupted before
	 */
	public boolean awaitQuiescence(Duration timeout) {
		return this.shutdown.awaitQuiescence(Objects.requireNonNull(timeout, "timeout"));
	}

	/**
	 * Ends this runtime. From now on new goroutines are refused. Goroutines that are
	 * alive get the grace to end, are then interrupted, and get 5 seconds more. After
	 * that the futures of the remaining goroutines are cancelled, and their callbacks run
	 * on virtual threads of the JDK's own scheduler. When such a goroutine next parks or
	 * yields, it goes on as a virtual thread of that scheduler.
	 * <p>
	 * A goroutine of this runtime may call this method, which does not wait for its
	 * caller. It does not wait for a goroutine that has called {@link System#exit}
	 * either, so a shutdown hook may call it. After a shutdown is over, a further call,
	 * or {@link #close}, only checks whether all goroutines have ended. There are two
	 * waits, one before the interrupts and one after them. An interrupt of the caller
	 * ends the wait in which it comes, and the caller stays interrupted.
	 * @param grace the time to wait before the interrupts, zero or less for none
	 * @return whether all goroutines have ended
	 */
	public boolean shutdown(Duration grace) {
		return shutdown(grace, Shutdown.AFTER_INTERRUPT);
	}

	/** As above, with another time after the interrupts. For tests. */
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

	/** Calls {@link #shutdown} with a grace of 30 seconds. */
	@Override
	public void close() {
		shutdown(Duration.ofSeconds(30));
	}

	@Override
	public String toString() {
		return "GoRuntime[" + this.name + ", gomaxprocs=" + gomaxprocs() + "]";
	}

	/**
	 * Builds a {@link GoRuntime}. Setters throw {@link IllegalArgumentException} if a
	 * value is not allowed. The message says what is. Not thread-safe.
	 */
	public static final class Builder {

		/**
		 * The shortest time slice. While goroutines wait for a P, sysmon looks at least
		 * twice in it.
		 */
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

		/**
		 * The default number of Ps. As in Go the environment may set it, and an invalid
		 * value there is ignored.
		 */
		static int defaultGomaxprocs(@Nullable String environment) {
			if (environment != null) {
				try {
					int n = Integer.parseInt(environment.strip());
					if (n >= 1 && n <= Scheduler.MAX_GOMAXPROCS) {
						return n;
					}
				}
				catch (NumberFormatException ex) {
					// The number of CPUs is the default then.
				}
			}
			return Math.min(Runtime.getRuntime().availableProcessors(), Scheduler.MAX_GOMAXPROCS);
		}

		/**
		 * Sets the name of the runtime, which is part of the names of its threads and its
		 * tag in metrics.
		 * @param name the name, by default {@code default}; it must not be blank
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
		 * Sets the number of Ps: Go's {@code GOMAXPROCS}.
		 * @param n 1 to 1024, by default the value of the environment variable
		 * {@code GOMAXPROCS}, or else the number of CPUs
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
		 * Sets the highest number of Ms, that is OS threads, at a time: Go's
		 * {@code debug.SetMaxThreads}. At the limit work waits, whereas Go ends the
		 * program.
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
		 * Sets the nice value of an OS thread whose goroutine is a hog. From then on the
		 * thread does background work, until the goroutine parks, yields or ends.
		 * <p>
		 * A goroutine is a hog if two things hold since it last parked or yielded, while
		 * others run: it has had its time slice, and it has burned at least eight times
		 * the CPU time that nine of ten runs here stay below. If all goroutines burn
		 * alike, none is a hog.
		 * <p>
		 * Several hogs get a higher value, up to 19, so that together they weigh no more
		 * than half as many threads of the configured value as there are Ps. If the JVM
		 * itself has a nice value, this one is added to it.
		 * <p>
		 * This needs Linux and {@code --enable-native-access=ALL-UNNAMED}. Otherwise
		 * nothing is changed, and the log says so.
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
		 * Sets the order in which a P without work visits the other Ps to steal from
		 * them.
		 * @param policy by default {@link StealPolicy#random()}
		 * @return this builder
		 */
		public Builder stealPolicy(StealPolicy policy) {
			this.stealPolicy = Objects.requireNonNull(policy, "policy");
			return this;
		}

		/**
		 * Sets how much a P without work takes from the P that it steals from.
		 * @param batch by default {@link StealBatch#HALF}
		 * @return this builder
		 */
		public Builder stealBatch(StealBatch batch) {
			this.stealBatch = Objects.requireNonNull(batch, "batch");
			return this;
		}

		/**
		 * Sets the handler for failures that no future carries: those of
		 * {@link GoRuntime#execute} and {@link WaitGroup#go}. It is called on the
		 * goroutine.
		 * @param handler by default that of the JVM, which prints the failure unless
		 * {@link Thread#setDefaultUncaughtExceptionHandler} has set another one
		 * @return this builder
		 */
		public Builder uncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
			this.uncaughtExceptionHandler = Objects.requireNonNull(handler, "handler");
			return this;
		}

		/**
		 * Sets whether leaked goroutines are reported: goroutines that wait for something
		 * that nothing can reach any more. A leaked goroutine is counted, and its memory
		 * is freed. Nothing of it runs any more, neither a {@code finally} nor what an
		 * interrupt at shutdown would have reached. The log has one warning for each
		 * leaked goroutine, as long as there are few.
		 * <p>
		 * A goroutine is checked after it has waited for 10 seconds. A leak is found when
		 * the garbage collector next collects there. A goroutine to which only an object
		 * with a finalizer refers is taken for leaked too. A goroutine on which a class
		 * was loaded while a Java agent watches is kept by the JVM, and its leak is not
		 * found.
		 * <p>
		 * With {@link JdkAccess#STRICT} this needs {@code jdk.internal.vm} to be open
		 * too: {@code --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED}.
		 * @param enabled by default {@code false}
		 * @return this builder
		 */
		public Builder leakDetection(boolean enabled) {
			return leakWaitSeconds(enabled ? 10 : 0);
		}

		/**
		 * Sets how many seconds a goroutine must wait before it is checked, 0 for never.
		 * For tests.
		 */
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
		 * @throws JdkAccessException if this JVM does not allow a runtime
		 * @throws IllegalArgumentException if a system property has an invalid value
		 */
		public GoRuntime build() {
			Creation creation = new Creation(this);
			FreshStack.run("go-create", creation);
			return Objects.requireNonNull(creation.runtime);
		}

	}

	/** Creates a runtime. The classes that it needs are initialized on the way. */
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
