package dev.goroutine.testing;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.GoBody;
import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.internal.bubble.BubbleScheduler;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.G;
import org.jspecify.annotations.Nullable;

/**
 * Runs goroutines on a runtime of their own, under a schedule that can be repeated and by
 * a clock that tests can rely on: Go's {@code testing/synctest}. <pre class="code">
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
 * <li><b>Time</b> begins at midnight UTC of 2000-01-01 and stands still, until every
 * goroutine of the bubble is <i>durably blocked</i>: then it jumps to the next timer.
 * What blocks durably is a send to or receive from a {@link dev.goroutine.Chan}, a
 * {@link dev.goroutine.Select}, {@link Goroutine#sleep}, to wait for a
 * {@link dev.goroutine.WaitGroup} or an {@link dev.goroutine.ErrGroup}, to
 * {@linkplain Goroutine#join() join} a goroutine of the bubble without a time limit, and
 * to wait for its runtime to be quiescent or to {@linkplain GoRuntime#shutdown shut
 * down}. A lock, I/O, and the time limits of {@code java.util.concurrent} do not, as
 * somebody outside may end it: while a goroutine waits for that, time stands still and
 * the bubble waits. {@code Thread.sleep}, {@code Instant.now} and {@code System.nanoTime}
 * know nothing of the bubble's time.</li>
 * <li><b>The schedule</b>: one goroutine runs at a time. Chance decides which of those
 * that are ready goes on, whether others go first where a call of the runtime begins and
 * where it ends, which of several ready cases a select chooses, and the order of timers
 * of the same moment; between two of them goroutines may run. Every order that the real
 * runtime may have between two calls of it, some seed has. The chance comes from a seed.
 * A failure is thrown with the seed as one more suppressed exception;
 * {@code -Dgoroutine.bubble.seed} runs with that seed again.</li>
 * <li><b>The end</b>: the bubble waits for all its goroutines. Once the first one has
 * returned time stands still for good. If all are durably blocked for ever, the bubble
 * fails and says where.</li>
 * </ul>
 * What a goroutine of the bubble waits for must be brought about in the bubble; if it is
 * not, the bubble fails. Virtual threads that a goroutine starts by itself run in the
 * bubble, but it does not see what they wait for.
 */
public final class Bubble {

	/** The system property with the seed of every bubble. */
	static final String SEED_PROPERTY = "goroutine.bubble.seed";

	private final BubbleScheduler scheduler;

	private final GoRuntime runtime;

	/** The first failure that no future carries. */
	private final AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();

	private Bubble(long seed) {
		this.scheduler = new BubbleScheduler(seed, this);
		this.runtime = GoRuntime.on(this.scheduler, (thread, failure) -> this.uncaught.compareAndSet(null, failure));
	}

	/**
	 * Runs a body in a bubble, with a random seed or that of the system property
	 * {@code goroutine.bubble.seed}.
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
	 * Runs a body in a bubble, with that seed.
	 * @param seed decides the schedule
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
	 * @return it, or {@code null} if none is set
	 * @throws IllegalArgumentException if it is no number
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
	 * The runtime of the bubble, to start goroutines on.
	 * @return always the same in a bubble
	 * @throws IllegalStateException if the caller is no goroutine of a bubble
	 */
	public static GoRuntime runtime() {
		return current().runtime;
	}

	/**
	 * Waits until all other goroutines of the bubble are durably blocked or have ended:
	 * Go's {@code synctest.Wait}. Time does not move meanwhile. An interrupt does not end
	 * it.
	 * @throws IllegalStateException if the caller is no goroutine of a bubble, or another
	 * one of the bubble is in here
	 */
	public static void await() {
		current().scheduler.await();
	}

	/**
	 * The time of the bubble.
	 * @return now
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

	/** What has failed first, as far as that can be told. */
	private void report(@Nullable Goroutine<Void> first, BubbleScheduler.End end) throws Exception {
		if (first == null) {
			throw new IllegalStateException("The bubble could not be started");
		}
		boolean blocked = end == BubbleScheduler.End.DEADLOCK || end == BubbleScheduler.End.STUCK;
		// Blocked, it has been interrupted, and what it has made of that is no news.
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

	/** Goes with a failure, to tell how to see it again. */
	private static final class Seed extends RuntimeException {

		Seed(long seed) {
			super("in the bubble with seed " + seed + ": -D" + SEED_PROPERTY + "=" + seed + " repeats it", null, false,
					false);
		}

		// Without the name of the class, which tells nothing.
		@Override
		@SuppressWarnings("OverrideThrowableToString")
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

	/** Goes with an interrupt, to tell what the goroutines did. */
	private static final class Dump extends RuntimeException {

		Dump(String dump) {
			super("Goroutines of the bubble when it was interrupted:\n\n" + dump, null, false, false);
		}

	}

}
