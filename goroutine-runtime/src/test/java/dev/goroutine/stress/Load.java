package dev.goroutine.stress;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import dev.goroutine.StealPolicy;
import dev.goroutine.stress.Entry.Kind;

/**
 * A mixed random load on a runtime of its own, with an account of every goroutine in a
 * {@link Ledger}. Trees of goroutines that do {@link Chores} are started from two threads
 * and from within; other threads interrupt and cancel them, change the settings of the
 * runtime, and look at it, all the while.
 * <p>
 * After each {@link #run} all of it must come to rest: every entry closed, the books as
 * the runtime says, its queues empty, its Ms idle. If nothing moves for a minute before,
 * that is a hang, and the failure says what the runtime looks like.
 */
final class Load implements AutoCloseable {

	/** Set this to what a failure says, and the goroutines do the same again. */
	static final String SEED_PROPERTY = "stress.seed";

	/** With nothing done by any goroutine. Generous, for machines that are busy. */
	private static final Duration STALL = Duration.ofMinutes(1);

	/** Open entries from which on nobody has more children. */
	private static final int MAX_OPEN = 1_000;

	private static final int SPAWNERS = 2;

	/** As many OS threads may block in the pipe at a time. */
	private static final int MAX_BLOCKED = 32;

	private static final int MAX_PROCESSES = 2;

	private static final int VICTIMS = 256;

	private static final List<StealPolicy> POLICIES = List.of(StealPolicy.random(), StealPolicy.sequential(),
			StealPolicy.busiest(), StealPolicy.none());

	private static final Duration[] IDLE_TIMEOUTS = { Duration.ZERO, Duration.ofNanos(1_000), Duration.ofMillis(1),
			Duration.ofMillis(50), Duration.ofMinutes(1) };

	private final long seed;

	private final SplittableRandom random;

	private final int minGomaxprocs;

	private final int maxGomaxprocs;

	private final Path reports;

	private final GoRuntime runtime;

	private final BytePipe pipe;

	private final Ledger ledger = new Ledger();

	private final Guard[] guards = { new Guard(), new Guard(), new Guard() };

	private final Semaphore readers = new Semaphore(MAX_BLOCKED);

	private final Semaphore processes = new Semaphore(MAX_PROCESSES);

	private final AtomicReferenceArray<Entry> victims = new AtomicReferenceArray<>(VICTIMS);

	/** Of this load: there are several in a JVM, one after the other. */
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<Entry> executed = new ThreadLocal<>();

	private volatile boolean stop;

	/** What it was last set to. */
	private volatile int gomaxprocs;

	/**
	 * Starts a runtime, idle as yet.
	 * @param seed what the choices follow from
	 * @param minGomaxprocs the lowest value that GOMAXPROCS is set to
	 * @param maxGomaxprocs the highest; if it is the same, it stays so
	 * @param directory for the pipe, and for the dump if something hangs
	 */
	Load(long seed, int minGomaxprocs, int maxGomaxprocs, Path directory) throws IOException, InterruptedException {
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.minGomaxprocs = minGomaxprocs;
		this.maxGomaxprocs = maxGomaxprocs;
		this.gomaxprocs = maxGomaxprocs;
		this.reports = directory;
		this.pipe = new BytePipe(directory, this.random.split());
		this.runtime = GoRuntime.builder()
			.name("stress")
			.gomaxprocs(maxGomaxprocs)
			.timeSlice(Duration.ofMillis(2))
			.uncaughtExceptionHandler((thread, failure) -> this.executed.get().uncaught(failure))
			.build();
	}

	/** The seed that was asked for, else one that was never used before. */
	static long seed() {
		return Long.getLong(SEED_PROPERTY, System.nanoTime());
	}

	Ledger ledger() {
		return this.ledger;
	}

	GoRuntime runtime() {
		return this.runtime;
	}

	/**
	 * Keeps the load up for that long, and then sees to it that all comes to rest.
	 * @throws AssertionError if it does not, or something did not fit together
	 */
	void run(Duration duration) throws InterruptedException {
		this.stop = false;
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < SPAWNERS; i++) {
			threads.add(start("spawner", this::startSomething));
		}
		threads.add(start("tuner", this::tune));
		threads.add(start("disturber", this::disturbAndPause));
		threads.add(start("observer", this::observe));
		long end = System.nanoTime() + duration.toNanos();
		await("goes on", () -> System.nanoTime() - end >= 0);
		this.stop = true;
		for (Thread thread : threads) {
			await(thread.getName() + " ends", () -> !thread.isAlive());
		}
		await("every entry is closed", () -> {
			this.ledger.bury();
			return this.ledger.isClosed();
		});
		await("comes to rest", this::isAtRest);
		this.ledger.balance(this.runtime.snapshot().totals());
		failOnViolations();
		for (int i = 0; i < VICTIMS; i++) {
			this.victims.set(i, null);
		}
	}

	/** At rest: lets all idle Ms end, so that threads can be counted. */
	void shedIdleMachines() throws InterruptedException {
		this.runtime.idleMTimeout(Duration.ZERO);
		await("idle Ms end", () -> this.runtime.snapshot().machines().isEmpty());
	}

	private Thread start(String name, Action action) {
		SplittableRandom own = this.random.split();
		return Thread.ofPlatform().daemon().name("stress-" + name).start(() -> {
			try {
				while (!this.stop) {
					action.perform(own);
				}
			}
			catch (Throwable ex) {
				this.ledger.violation(name + ": " + ex);
			}
		});
	}

	private void startSomething(SplittableRandom random) {
		if (hasRoom()) {
			spawn(random, 0);
		}
		else {
			LockSupport.parkNanos(200_000);
		}
		if (random.nextInt(100) == 0) {
			// Now and then everybody becomes idle.
			LockSupport.parkNanos(random.nextInt(10_000_000));
		}
	}

	private void tune(SplittableRandom random) {
		switch (random.nextInt(3)) {
			case 0 -> {
				int n = random.nextInt(this.minGomaxprocs, this.maxGomaxprocs + 1);
				if (this.runtime.gomaxprocs(n) != this.gomaxprocs) {
					this.ledger.violation("GOMAXPROCS was not " + this.gomaxprocs);
				}
				this.gomaxprocs = n;
			}
			case 1 -> this.runtime.stealPolicy(POLICIES.get(random.nextInt(POLICIES.size())));
			default -> this.runtime.idleMTimeout(IDLE_TIMEOUTS[random.nextInt(IDLE_TIMEOUTS.length)]);
		}
		LockSupport.parkNanos(random.nextInt(10_000_000));
	}

	private void disturbAndPause(SplittableRandom random) {
		disturb(random);
		LockSupport.parkNanos(random.nextInt(200_000));
	}

	private void observe(SplittableRandom random) {
		switch (random.nextInt(20)) {
			case 0 -> {
				String dump = this.runtime.dump();
				if (!dump.isEmpty() && !dump.startsWith("goroutine ")) {
					this.ledger.violation("dump: " + dump);
				}
			}
			case 1 -> this.runtime.goroutines();
			case 2 -> this.runtime.schedulingLatency();
			default -> compare();
		}
		LockSupport.parkNanos(random.nextInt(10_000_000));
	}

	void compare() {
		this.ledger.compare(this.runtime::snapshot);
	}

	boolean hasRoom() {
		return this.ledger.openCount() < MAX_OPEN;
	}

	/** Starts a goroutine that does chores and may be disturbed. */
	Entry spawn(SplittableRandom random, int depth) {
		boolean detached = random.nextInt(5) == 0;
		Entry entry = this.ledger.open(detached ? Kind.EXECUTE : Kind.GO);
		Script script = new Chores(this, depth, random.split());
		if (detached) {
			execute(entry, script);
		}
		else {
			entry.watch(switch (random.nextInt(3)) {
				case 0 -> this.runtime.go(() -> entry.run(script));
				case 1 -> this.runtime.go("stress", () -> entry.run(script));
				default -> this.runtime.go(() -> {
					entry.run(script);
				});
			});
		}
		this.victims.set(random.nextInt(VICTIMS), entry);
		if (random.nextInt(20) == 0) {
			// Mostly before it runs.
			entry.cancel();
		}
		return entry;
	}

	/** Starts a goroutine that others wait for. */
	void spawnUndisturbed(Script script) {
		Entry entry = this.ledger.open(Kind.GO);
		entry.watch(this.runtime.go(() -> entry.run(script)));
	}

	private void execute(Entry entry, Script script) {
		this.runtime.execute(() -> {
			this.executed.set(entry);
			runUnchecked(entry, script);
		});
	}

	/** Starts a virtual thread, which inherits the caller's scheduler. */
	Thread startForeign(Script script) {
		Entry entry = this.ledger.open(Kind.FOREIGN);
		return Thread.ofVirtual().uncaughtExceptionHandler((thread, failure) -> {
		}).start(() -> runUnchecked(entry, script));
	}

	private static void runUnchecked(Entry entry, Script script) {
		try {
			entry.run(script);
		}
		catch (Exception ex) {
			sneakyThrow(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> void sneakyThrow(Throwable failure) throws X {
		throw (X) failure;
	}

	/** Interrupts or cancels somebody. */
	void disturb(SplittableRandom random) {
		Entry victim = this.victims.get(random.nextInt(VICTIMS));
		if (victim == null) {
			return;
		}
		if (random.nextBoolean()) {
			victim.interrupt();
		}
		else {
			victim.cancel();
		}
	}

	Guard guard(SplittableRandom random) {
		return this.guards[random.nextInt(this.guards.length)];
	}

	/** Blocks the OS thread of the caller, if not too many do. */
	boolean readPipe() throws IOException {
		boolean allowed = this.readers.tryAcquire();
		if (allowed) {
			try {
				this.pipe.read();
			}
			finally {
				this.readers.release();
			}
		}
		return allowed;
	}

	/** Starts a process and waits for its end, if not too many do. */
	boolean runProcess(Entry self) throws IOException {
		boolean allowed = this.processes.tryAcquire();
		if (allowed) {
			try {
				Process process = new ProcessBuilder("true").start();
				while (true) {
					try {
						if (process.waitFor() != 0) {
							this.ledger.violation("true is not true");
						}
						break;
					}
					catch (InterruptedException ex) {
						self.sawInterrupt();
					}
				}
			}
			finally {
				this.processes.release();
			}
		}
		return allowed;
	}

	private boolean isAtRest() {
		SchedulerSnapshot snapshot = this.runtime.snapshot();
		return snapshot.goroutines().alive() == 0 && snapshot.globalRunQueueSize() == 0
				&& snapshot.gomaxprocs() == this.gomaxprocs && snapshot.processors().size() == this.gomaxprocs
				&& snapshot.processors()
					.stream()
					.allMatch((p) -> p.status() == ProcessorStatus.IDLE && p.runQueueSize() == 0 && !p.runNext())
				&& snapshot.machines().stream().allMatch((m) -> m.status() == MachineStatus.IDLE);
	}

	/** Waits as long as something moves. */
	private void await(String what, BooleanSupplier condition) throws InterruptedException {
		long progress = this.ledger.progress();
		long moved = System.nanoTime();
		while (!condition.getAsBoolean()) {
			Thread.sleep(5);
			failOnViolations();
			long now = System.nanoTime();
			if (this.ledger.progress() != progress) {
				progress = this.ledger.progress();
				moved = now;
			}
			else if (now - moved > STALL.toNanos()) {
				throw new AssertionError(new Report(this, this.reports).stalled(what));
			}
		}
	}

	private void failOnViolations() {
		if (!this.ledger.violations().isEmpty()) {
			throw new AssertionError(new Report(this, this.reports).violated());
		}
	}

	/** Ends the runtime; nothing of it must be left. */
	@Override
	public void close() throws IOException {
		this.stop = true;
		if (!this.runtime.shutdown(Duration.ofSeconds(10))) {
			// Something has failed before, and whoever is in the pipe stays there.
			return;
		}
		this.pipe.close();
		try {
			await("its threads end",
					() -> Thread.getAllStackTraces()
						.keySet()
						.stream()
						.noneMatch((thread) -> thread.getName().startsWith("go-stress-")));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return "-D" + SEED_PROPERTY + "=" + this.seed + ", gomaxprocs " + this.minGomaxprocs + " to "
				+ this.maxGomaxprocs + ", " + this.ledger;
	}

	@FunctionalInterface
	private interface Action {

		void perform(SplittableRandom random);

	}

}
