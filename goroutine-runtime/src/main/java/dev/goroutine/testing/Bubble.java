package dev.goroutine.testing;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.GoBody;
import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.internal.bubble.BubbleRuntimes;
import dev.goroutine.internal.bubble.BubbleScheduler;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.G;
import org.jspecify.annotations.Nullable;

/**
 * Runs goroutines in a runtime of their own, with a schedule that can be repeated and a
 * clock that tests control: Go's {@code testing/synctest}. <pre class="code">
 * Bubble.run(() -&gt; {
 *     Context context = Context.background().withTimeout(Duration.ofHours(1));
 *     Goroutine.sleep(Duration.ofMinutes(59));
 *     Bubble.await();
 *     assertThat(context.err()).isNull();
 *     Goroutine.sleep(Duration.ofMinutes(1));
 *     Bubble.await();
 *     assertThat(context.err()).isInstanceOf(TimeoutException.class);
 * });
 * </pre>
 * <ul>
 * <li><b>Time</b> begins at midnight UTC of 2000-01-01. It stands still until every
 * goroutine of the bubble is <i>durably blocked</i>, and then jumps to the next timer. A
 * goroutine is durably blocked in a send to or a receive from a
 * {@link dev.goroutine.Chan}, in a {@link dev.goroutine.Select}, in
 * {@link Goroutine#sleep}, while it waits for a {@link dev.goroutine.WaitGroup} or an
 * {@link dev.goroutine.ErrGroup}, while it {@linkplain Goroutine#join() joins} a
 * goroutine of the bubble without a time limit, and while it waits for the runtime of the
 * bubble to be quiescent or to {@linkplain GoRuntime#shutdown shut down}. It is not
 * durably blocked on a lock, in I/O, or in a wait of {@code java.util.concurrent} with a
 * time limit, because a thread outside of the bubble may end those waits. Meanwhile time
 * stands still and the bubble waits. {@code Thread.sleep}, {@code Instant.now} and
 * {@code System.nanoTime} know nothing of the bubble's time.</li>
 * <li><b>The schedule</b>: one goroutine runs at a time. A random generator decides which
 * ready goroutine goes on, whether another goroutine goes first where a call of the
 * runtime begins and where it ends, which of several ready cases a select chooses, and in
 * which order timers of the same moment fire. Goroutines may run between two such timers.
 * Every order of calls that is possible in the real runtime comes with some seed. A
 * failure is thrown with its seed in a suppressed exception, and
 * {@code -Dgoroutine.bubble.seed} repeats the run with that seed.</li>
 * <li><b>The end</b>: the bubble waits for all its goroutines. Once the first goroutine
 * has returned, time stands still for good. If all goroutines are durably blocked for
 * ever, the bubble fails and says where each of them waits.</li>
 * </ul>
 * The event that a goroutine of the bubble waits for must be brought about in the bubble;
 * if it is not, the bubble fails. Virtual threads that a goroutine starts by itself run
 * in the bubble too, but the bubble does not see what they wait for.
 */
public final class Bubble {

	/** The system property that sets the seed of every bubble. */
	static final String SEED_PROPERTY = "goroutine.bubble.seed";

	private final BubbleScheduler scheduler;

	private final GoRuntime runtime;

	/** The first failure of a goroutine without a future. */
	private final AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();

	private Bubble(long seed) {
		// Prepares what makes the runtime of a bubble.
		GoRuntime.builder();
		this.scheduler = new BubbleScheduler(seed, this);
		this.runtime = BubbleRuntimes.on(this.scheduler,
				(thread, failure) -> this.uncaught.compareAndSet(null, failure), GoRuntime.class);
	}

	/**
	 * Runs a body in a bubble. The seed is that of the system property
	 * {@code goroutine.bubble.seed}, or random.
	 * @param body the first goroutine of the bubble
	 * @throws AssertionError if all goroutines are blocked
	 * @throws InterruptedException if the caller is interrupted while it waits for the
	 * bubble; its goroutines have been interrupted then too
	 * @throws Exception what the body throws; an {@link Error} is thrown as well
	 */
	public static void run(GoBody body) throws Exception {
		Long seed = seedFromProperty();
		run((seed != null) ? seed : ThreadLocalRandom.current().nextLong(1_000_000), body);
	}

	/**
	 * Runs a body in a bubble, with a given seed.
	 * @param seed decides the schedule; the same seed gives the same schedule
	 * @param body the first goroutine of the bubble
	 * @throws AssertionError if all goroutines are blocked
	 * @throws InterruptedException if the caller is interrupted while it waits for the
	 * bubble; its goroutines have been interrupted then too
	 * @throws Exception what the body throws; an {@link Error} is thrown as well
	 */
	public static void run(long seed, GoBody body) throws Exception {
		Objects.requireNonNull(body, "body");
		VirtualThreads.open(false);
		try {
			new Bubble(seed).runAll(body);
		}
		catch (Throwable ex) {
			ex.addSuppressed(new Seed(seed));
			throw ex;
		}
	}

	/**
	 * The seed for all bubbles.
	 * @return the seed, or {@code null} if the system property is not set
	 * @throws IllegalArgumentException if the system property is no number
	 */
	static @Nullable Long seedFromProperty() {
		String value = System.getProperty(SEED_PROPERTY);
		if (value == null) {
			return null;
		}
		try {
			return Long.valueOf(value.strip());
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(
					"System property " + SEED_PROPERTY + " must be a whole number, but is '" + value + "'", ex);
		}
	}

	/**
	 * The runtime of the caller's bubble, to start goroutines on.
	 * @return the runtime, always the same in a bubble
	 * @throws IllegalStateException if the caller is no goroutine of a bubble
	 */
	public static GoRuntime runtime() {
		return current().runtime;
	}

	/**
	 * Waits until all other goroutines of the bubble are durably blocked or have ended:
	 * Go's {@code synctest.Wait}. Time does not move meanwhile. An interrupt does not end
	 * the wait.
	 * @throws IllegalStateException if the caller is no goroutine of a bubble, or another
	 * goroutine of the bubble is in this method
	 */
	public static void await() {
		current().scheduler.await();
	}

	/**
	 * The time of the caller's bubble.
	 * @return the current time
	 * @throws IllegalStateException if the caller is no goroutine of a bubble
	 */
	public static Instant now() {
		return current().scheduler.now();
	}

	private static Bubble current() {
		BubbleScheduler scheduler = BubbleScheduler.currentBubble();
		if (scheduler == null) {
			throw new IllegalStateException(
					"The caller is no goroutine of a bubble, but " + Thread.currentThread() + ": see Bubble.run");
		}
		return (Bubble) scheduler.owner();
	}

	private void runAll(GoBody body) throws Exception {
		AtomicReference<@Nullable Goroutine<Void>> first = new AtomicReference<>();
		BubbleScheduler.End end;
		try {
			end = this.scheduler.run(() -> {
				Goroutine<Void> goroutine = this.runtime.go("bubble", body);
				first.set(goroutine);
				return (G<?>) goroutine;
			}, this.runtime::dump);
		}
		catch (InterruptedException ex) {
			String dump = this.scheduler.dump();
			if (dump != null) {
				ex.addSuppressed(new Dump(dump));
			}
			throw ex;
		}
		report(first.get(), end);
	}

	/** Throws the first failure, as far as the order is known. */
	private void report(@Nullable Goroutine<Void> first, BubbleScheduler.End end) throws Exception {
		if (first == null) {
			throw new IllegalStateException("The bubble could not be started");
		}
		boolean blocked = end == BubbleScheduler.End.DEADLOCK || end == BubbleScheduler.End.STUCK;
		// A blocked goroutine has been interrupted: how it then ended tells nothing.
		if (!blocked && first.isDone()) {
			first.join();
		}
		Throwable failure = this.uncaught.get();
		if (failure != null) {
			throw new AssertionError("A goroutine of the bubble failed", failure);
		}
		String intrusion = this.scheduler.intrusion();
		if (intrusion != null) {
			throw new AssertionError(intrusion);
		}
		switch (end) {
			case COMPLETED -> {
			}
			case DEADLOCK -> throw blocked("deadlock: all goroutines in bubble are blocked");
			case LEFTOVERS -> throw blocked("deadlock: the first goroutine of the bubble has returned, "
					+ "and all goroutines in bubble are blocked");
			case STUCK -> throw blocked("stuck: goroutines in bubble wait for something outside of it");
			case STOPPED -> throw blocked("the bubble could not go on");
		}
	}

	private AssertionError blocked(String message) {
		return new AssertionError(message + "\n\n" + this.scheduler.dump());
	}

	/** Suppressed by a failure of the bubble. Its message says how to repeat the run. */
	private static final class Seed extends RuntimeException {

		Seed(long seed) {
			super("in the bubble with seed " + seed + ": -D" + SEED_PROPERTY + "=" + seed + " repeats it", null, false,
					false);
		}

		// The name of the class would tell nothing.
		@Override
		@SuppressWarnings("OverrideThrowableToString")
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

	/**
	 * Suppressed by an interrupt of the bubble. Its message shows what the goroutines
	 * did.
	 */
	private static final class Dump extends RuntimeException {

		Dump(String dump) {
			super("Goroutines of the bubble when it was interrupted:\n\n" + dump, null, false, false);
		}

	}

}
