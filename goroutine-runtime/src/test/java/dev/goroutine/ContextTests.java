package dev.goroutine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/**
 * Go's rules for {@code context.Context}, one by one.
 */
@Timeout(60)
class ContextTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final int MANY = 30_000;

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void backgroundNeverEndsAndHasNothing() {
		Context background = Context.background();
		assertThat(background).isSameAs(Context.background()).hasToString("context.Background");
		assertThat(background.err()).isNull();
		assertThat(background.deadline()).isNull();
		assertThat(background.value("key")).isNull();
		assertThat(background.done().tryReceive()).isNull();
		assertThat(background.done().isClosed()).isFalse();
		assertThat(Context.current()).isSameAs(background);
	}

	/** A cast would be enough to close it before the context ends, and that could not. */
	@Test
	void doneIsNobodysToCloseOrSendTo() {
		Context.Cancellable context = Context.background().withCancel();
		Context.Cancellable ended = Context.background().withTimeout(Duration.ZERO);
		for (Context each : List.of(Context.background(), context, ended, context.withValue("key", 1))) {
			assertThat((Object) each.done()).isInstanceOf(ReceiveChan.class)
				.isNotInstanceOfAny(Chan.class, SendChan.class);
		}
	}

	@Test
	void cancelClosesDoneAndGivesAReason() {
		Context.Cancellable context = Context.background().withCancel();
		ReceiveChan<Void> done = context.done();
		assertThat(done).isSameAs(context.done());
		assertThat(done.isClosed()).isFalse();
		assertThat(context.err()).isNull();
		context.cancel();
		assertThat(done.isClosed()).isTrue();
		assertThat(context.done()).isSameAs(done);
		Throwable err = context.err();
		assertThat(err).isInstanceOf(CancellationException.class).hasMessage("context canceled").hasNoCause();
		context.cancel();
		assertThat(context.err()).isSameAs(err);
	}

	@Test
	void doneAskedForAfterTheEndIsClosed() {
		Context.Cancellable context = Context.background().withCancel();
		context.cancel();
		assertThat(context.done().isClosed()).isTrue();
		assertThat(context.done()).isSameAs(context.done());
	}

	@Test
	void closeCancels() {
		Context closed;
		try (Context.Cancellable context = Context.background().withCancel()) {
			closed = context;
			assertThat(closed.err()).isNull();
		}
		assertThat(closed.err()).isInstanceOf(CancellationException.class);
	}

	@BubbleTest
	void cancelWakesWhoWaits() throws Exception {
		Context.Cancellable context = Context.background().withCancel();
		Goroutine<String> receiver = Bubble.runtime().go(() -> (context.done().receive() == null) ? "null" : "a value");
		Goroutine<String> selector = Bubble.runtime()
			.go(() -> Select.select(context.done().onReceive((end) -> "ended"),
					Context.background().done().onReceive((end) -> "never")));
		Bubble.await();
		context.cancel();
		assertThat(receiver.join()).isEqualTo("null");
		assertThat(selector.join()).isEqualTo("ended");
	}

	@Test
	void endReachesEveryDescendant() {
		Context.Cancellable root = Context.background().withCancel();
		List<Context> all = new ArrayList<>(List.of(root));
		for (int i = 0; i < 1_000; i++) {
			Context parent = all.get(i / 3);
			all.add(switch (i % 3) {
				case 0 -> parent.withCancel();
				case 1 -> parent.withTimeout(LONG);
				default -> parent.withValue("key", i);
			});
		}
		List<ReceiveChan<Void>> done = all.stream().map(Context::done).toList();
		root.cancel();
		assertThat(root.err()).isInstanceOf(CancellationException.class);
		assertThat(all).allMatch((context) -> context.err() == root.err());
		assertThat(done).allMatch(ReceiveChan::isClosed);
	}

	/** Neither the stack nor time sets a limit. */
	@Test
	void endReachesTheBottomOfADeepTree() {
		Context.Cancellable root = Context.background().withCancel();
		Context bottom = root;
		for (int i = 0; i < 200_000; i++) {
			bottom = bottom.withCancel();
		}
		assertThat(bottom.value("key")).isNull();
		root.cancel();
		assertThat(bottom.done().isClosed()).isTrue();
	}

	@Test
	void endReachesAMillionChildren() {
		Context.Cancellable root = Context.background().withCancel();
		Context last = root;
		for (int i = 0; i < 1_000_000; i++) {
			last = root.withCancel();
		}
		assertThat(((CancelContext) root).children()).isEqualTo(1_000_000);
		root.cancel();
		assertThat(last.err()).isNotNull();
		assertThat(((CancelContext) root).children()).isZero();
	}

	/**
	 * A timer that is due a tick after the deadline. The end goes on only on the thread
	 * that fires it, and takes more than a tick.
	 */
	@Test
	void deadlineAboveAMillionChildrenLetsOtherTimersFireInBetween() throws Exception {
		Context.Cancellable root = Context.background().withTimeout(Duration.ofSeconds(2));
		Context first = root.withCancel();
		Context last = first;
		for (int i = 0; i < 1_000_000; i++) {
			last = root.withCancel();
		}
		List<Boolean> seen = seenAfter(root, List.of(first, last));
		assertThat(seen).as("one of them has ended, one has not").containsExactlyInAnyOrder(true, false);
		await().until(() -> first.err() != null && ((CancelContext) root).children() == 0);
		assertThat(last.err()).isSameAs(root.err());
	}

	@Test
	void deadlineThatManyWaitForLetsOtherTimersFireInBetween() throws Exception {
		Context.Cancellable root = Context.background().withTimeout(Duration.ofSeconds(8));
		Context below = root.withCancel();
		AtomicInteger woken = new AtomicInteger();
		WaitGroup waiting = startMany(root, woken);
		assertThat(seenAfter(root, List.of(root, below))).as("the parent has ended, the child has not")
			.containsExactly(true, false);
		waiting.await();
		assertThat(woken).hasValue(MANY);
		await().until(() -> below.err() != null);
	}

	/**
	 * It would find them all before it in the queue. A small part of them may be there,
	 * whatever the machine does, and those that have run.
	 */
	@Test
	void whoIsWokenWhileManyAreFindsFewBeforeIt() throws Exception {
		Context.Cancellable root = Context.background().withTimeout(Duration.ofSeconds(8));
		AtomicInteger woken = new AtomicInteger();
		WaitGroup waiting = startMany(root, woken);
		Goroutine<Integer> sleeper = this.runtime.go(() -> {
			Goroutine.sleep(untilEnd(root).plusMillis(2));
			return woken.get();
		});
		assertThat(sleeper.join()).isLessThan(MANY / 2);
		waiting.await();
		assertThat(woken).hasValue(MANY);
	}

	/** Returns when all of them wait. */
	private WaitGroup startMany(Context context, AtomicInteger woken) {
		AtomicInteger started = new AtomicInteger();
		WaitGroup group = new WaitGroup();
		for (int i = 0; i < MANY; i++) {
			group.go(this.runtime, () -> {
				started.incrementAndGet();
				context.done().receive();
				woken.incrementAndGet();
			});
		}
		await().untilAtomic(started, (count) -> assertThat(count).isEqualTo(MANY));
		return group;
	}

	private static Duration untilEnd(Context context) {
		Duration left = Duration.between(Instant.now(), Objects.requireNonNull(context.deadline()));
		assertThat(left).as("the machine is too slow for this test").isPositive();
		return left;
	}

	/** Whether they have ended, as a timer sees that fires a tick after the deadline. */
	private static List<Boolean> seenAfter(Context root, List<Context> contexts) throws Exception {
		CompletableFuture<List<Boolean>> seen = new CompletableFuture<>();
		Timer timer = new Timer() {

			@Override
			protected void fire() {
				seen.complete(contexts.stream().map((each) -> each.err() != null).toList());
			}

		};
		Caller.sharedTimers().schedule(timer, untilEnd(root).toNanos() + 2_000_000);
		return seen.get();
	}

	/** As on real threads: parents first, and others may look in between. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void othersMayComeBetweenTheEndOfAParentAndThatOfItsChild(boolean byDeadline) throws Exception {
		Set<String> outcomes = new TreeSet<>();
		for (long seed = 0; seed < 500; seed++) {
			Bubble.run(seed, () -> {
				Context.Cancellable parent = byDeadline ? Context.background().withTimeout(LONG)
						: Context.background().withCancel();
				Context child = parent.withCancel();
				if (!byDeadline) {
					Bubble.runtime().go(() -> {
						Goroutine.sleep(LONG);
						parent.cancel();
					});
				}
				Goroutine.sleep(LONG);
				boolean childEnded = child.err() != null;
				boolean parentEnded = parent.err() != null;
				boolean childEndedNow = child.err() != null;
				outcomes.add(childEnded + " " + parentEnded + " " + childEndedNow);
			});
		}
		assertThat(outcomes).containsExactly("false false false", "false false true", "false true false",
				"false true true", "true true true");
	}

	@Test
	void endDoesNotConcernTheParentNorItsOtherChildren() {
		Context.Cancellable parent = Context.background().withCancel();
		Context.Cancellable child = parent.withCancel();
		Context.Cancellable sibling = parent.withCancel();
		child.cancel();
		assertThat(parent.err()).isNull();
		assertThat(sibling.err()).isNull();
		assertThat(parent.done().isClosed()).isFalse();
	}

	@Test
	void childOfOneThatHasEndedHasEnded() {
		Context.Cancellable parent = Context.background().withCancel();
		parent.cancel();
		for (Context child : List.of(parent.withCancel(), parent.withTimeout(LONG), parent.withValue("key", 1))) {
			assertThat(child.err()).isInstanceOf(CancellationException.class);
			assertThat(child.done().isClosed()).isTrue();
		}
	}

	@Test
	void firstEndCounts() {
		Context.Cancellable parent = Context.background().withTimeout(Duration.ZERO);
		Context.Cancellable child = parent.withCancel();
		child.cancel();
		assertThat(child.err()).isInstanceOf(TimeoutException.class);
		Context.Cancellable other = Context.background().withCancel();
		Context.Cancellable below = other.withCancel();
		below.cancel();
		Throwable err = below.err();
		other.cancel();
		assertThat(below.err()).isSameAs(err);
	}

	@Test
	void nothingLeftOfTheTimeoutEndsAtOnce() {
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
			Context context = Context.background().withTimeout(timeout);
			assertThat(context.err()).isInstanceOf(TimeoutException.class).hasMessage("context deadline exceeded");
			assertThat(context.done().isClosed()).isTrue();
		}
	}

	/** Its timer comes within a millisecond, and the time is over before that. */
	@Test
	void nothingLeftOfTheTimeoutEndsAtOnceBelowAParentWhoseTimeIsOver() {
		for (int i = 0; i < 200; i++) {
			Context parent = Context.background().withTimeout(Duration.ofNanos(1));
			for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1),
					Duration.ofSeconds(Long.MIN_VALUE))) {
				Context child = parent.withTimeout(timeout);
				assertThat(child.err()).isInstanceOf(TimeoutException.class);
				assertThat(child.done().isClosed()).isTrue();
			}
		}
	}

	@Test
	void deadlineThatWasOverCenturiesAgoCountsBelow() {
		Context parent = Context.background().withTimeout(Duration.ofSeconds(Long.MIN_VALUE));
		assertThat(parent.deadline()).isBefore(Instant.now());
		for (Duration timeout : List.of(Duration.ofNanos(1), LONG, Duration.ofSeconds(Long.MAX_VALUE))) {
			assertThat(parent.withTimeout(timeout).deadline()).isEqualTo(parent.deadline());
		}
	}

	@Test
	void timeoutOfMoreThanCanBeCountedIsNone() {
		assertThat(Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE)).deadline()).isNull();
		Context longest = Context.background().withTimeout(Duration.ofNanos(Long.MAX_VALUE - 1));
		assertThat(longest.deadline()).isAfter(Instant.now());
		assertThat(longest.err()).isNull();
		assertThat(longest.withTimeout(LONG).deadline()).isBefore(longest.deadline());
	}

	@BubbleTest
	void timeoutsAtTheEdgeByTheClockOfABubble() throws Exception {
		Context longest = Context.background().withTimeout(Duration.ofNanos(Long.MAX_VALUE - 1));
		Context ended = longest.withTimeout(Duration.ofSeconds(Long.MIN_VALUE));
		Goroutine.sleep(LONG);
		assertThat(longest.err()).isNull();
		assertThat(ended.err()).isInstanceOf(TimeoutException.class);
	}

	@Test
	void textOfADeepTreeNeedsNoStack() {
		Context bottom = Context.background();
		for (int i = 0; i < 50_000; i++) {
			bottom = bottom.withValue("key", i).withCancel();
		}
		assertThat(bottom.toString()).startsWith("context.Background.WithValue(String).WithCancel.With")
			.hasSize("context.Background".length() + 50_000 * ".WithValue(String).WithCancel".length());
	}

	// Null where there must be none is the point.
	@Test
	@SuppressWarnings("NullAway")
	void nullIsNamed() {
		for (Context context : List.of(Context.background(), Context.background().withCancel())) {
			assertThatNullPointerException().isThrownBy(() -> context.withTimeout(null)).withMessage("timeout");
			assertThatNullPointerException().isThrownBy(() -> context.withValue(null, 1)).withMessage("key");
			assertThatNullPointerException().isThrownBy(() -> context.withValue("key", null)).withMessage("value");
			assertThatNullPointerException().isThrownBy(() -> context.value(null)).withMessage("key");
		}
	}

	@BubbleTest
	void timeoutEndsItAndAllBelow() throws Exception {
		Context.Cancellable context = Context.background().withTimeout(Duration.ofHours(1));
		Context below = context.withValue("key", 1).withCancel().withTimeout(Duration.ofHours(2)).withCancel();
		assertThat(context.deadline()).isEqualTo(Bubble.now().plus(Duration.ofHours(1)));
		Goroutine.sleep(Duration.ofHours(1).minusNanos(1));
		assertThat(context.err()).isNull();
		assertThat(below.done().receive()).isNull();
		assertThat(Bubble.now()).isEqualTo(context.deadline());
		for (Context each : List.of(context, below)) {
			assertThat(each.err()).isInstanceOf(TimeoutException.class).hasMessage("context deadline exceeded");
			assertThat(each.done().isClosed()).isTrue();
		}
		context.cancel();
		assertThat(context.err()).as("too late").isInstanceOf(TimeoutException.class);
	}

	@BubbleTest
	void earliestDeadlineCounts() throws Exception {
		Instant start = Bubble.now();
		Context parent = Context.background().withTimeout(Duration.ofMinutes(10));
		Context later = parent.withTimeout(Duration.ofMinutes(20));
		Context earlier = later.withValue("key", 1).withTimeout(Duration.ofMinutes(5));
		Context none = earlier.withCancel();
		assertThat(later.deadline()).isEqualTo(start.plus(Duration.ofMinutes(10)));
		assertThat(earlier.deadline()).isEqualTo(start.plus(Duration.ofMinutes(5)));
		assertThat(none.deadline()).isEqualTo(start.plus(Duration.ofMinutes(5)));
		assertThat(none.withValue("key", 2).deadline()).isEqualTo(none.deadline());
		none.done().receive();
		assertThat(Bubble.now()).isEqualTo(start.plus(Duration.ofMinutes(5)));
		assertThat(later.err()).isNull();
		later.done().receive();
		assertThat(Bubble.now()).isEqualTo(start.plus(Duration.ofMinutes(10)));
	}

	@BubbleTest
	void cancelInTimeStopsTheClockOfIt() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		Context.Cancellable own = parent.withTimeout(Duration.ofMinutes(1));
		Context.Cancellable above = parent.withTimeout(Duration.ofMinutes(1));
		own.cancel();
		parent.cancel();
		Goroutine.sleep(Duration.ofMinutes(2));
		assertThat(own.err()).isInstanceOf(CancellationException.class);
		assertThat(above.err()).isInstanceOf(CancellationException.class);
	}

	/** The deadline, a cancel and the parent's end come at the same moment. */
	@BubbleTest
	void endsThatMeet() throws Exception {
		Context.Cancellable parent = Context.background().withTimeout(Duration.ofSeconds(1));
		Context.Cancellable child = parent.withTimeout(Duration.ofSeconds(1));
		List<Throwable> seen = new ArrayList<>();
		WaitGroup group = new WaitGroup();
		for (int i = 0; i < 3; i++) {
			group.go(Bubble.runtime(), () -> {
				child.done().receive();
				seen.add(child.err());
			});
		}
		Goroutine.sleep(Duration.ofSeconds(1));
		child.cancel();
		group.await();
		assertThat(seen).hasSize(3).containsOnly(child.err());
		Bubble.await();
		assertThat(parent.err()).isInstanceOf(TimeoutException.class);
	}

	@Test
	void timeoutByTheRealClock() throws Exception {
		long start = System.nanoTime();
		Context context = Context.background().withTimeout(Duration.ofMillis(5)).withValue("key", 1).withCancel();
		assertThat(context.done().receive()).isNull();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
		assertThat(context.err()).isInstanceOf(TimeoutException.class);
	}

	@Test
	void timeoutBeyondAllTimesIsNone() {
		try (Context.Cancellable context = Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE))) {
			assertThat(context.deadline()).isNull();
			assertThat(context.err()).isNull();
		}
	}

	@Test
	void valuesAreLookedUpTheTree() {
		Context root = Context.background().withValue("a", 1).withValue("b", 2);
		Context.Cancellable middle = root.withCancel();
		Context bottom = middle.withValue("a", 3).withTimeout(LONG);
		assertThat(root.value("a")).isEqualTo(1);
		assertThat(bottom.value("a")).isEqualTo(3);
		assertThat(bottom.value("b")).isEqualTo(2);
		assertThat(bottom.value("c")).isNull();
		assertThat(middle.value("a")).isEqualTo(1);
		assertThat(bottom.value(new String("a"))).as("found by equals").isEqualTo(3);
		middle.cancel();
		assertThat(bottom.value("a")).as("after the end").isEqualTo(3);
	}

	// Nulls are the point.
	@Test
	@SuppressWarnings("NullAway")
	void nullIsNeitherKeyNorValue() {
		Context root = Context.background();
		assertThatNullPointerException().isThrownBy(() -> root.withValue(null, 1)).withMessage("key");
		assertThatNullPointerException().isThrownBy(() -> root.withValue("a", null)).withMessage("value");
	}

	@Test
	void tellsWhatItIsMadeOf() {
		Context.Cancellable cancel = Context.background().withCancel();
		assertThat(cancel.withValue("secret", "secret")).hasToString("context.Background.WithCancel.WithValue(String)");
		try (Context.Cancellable timed = cancel.withTimeout(LONG)) {
			assertThat(timed).hasToString("context.Background.WithCancel.WithDeadline(" + timed.deadline() + ")");
			assertThat(timed.withCancel()).hasToString(timed + ".WithCancel");
		}
	}

	@Test
	void childThatHasEndedLeavesItsParent() {
		CancelContext parent = (CancelContext) Context.background().withCancel();
		Context.Cancellable first = parent.withCancel();
		Context.Cancellable second = parent.withValue("key", 1).withTimeout(LONG);
		Context.Cancellable third = parent.withCancel();
		assertThat(parent.children()).isEqualTo(3);
		second.cancel();
		assertThat(parent.children()).isEqualTo(2);
		third.cancel();
		assertThat(parent.children()).isEqualTo(1);
		third.cancel();
		first.cancel();
		assertThat(parent.children()).isZero();
	}

	@Test
	void whatHasEndedIsFree() {
		Context.Cancellable parent = Context.background().withCancel();
		List<WeakReference<Context>> ended = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Context.Cancellable cancelled = parent.withCancel();
			Context.Cancellable stopped = cancelled.withTimeout(LONG);
			Context.Cancellable over = parent.withTimeout(Duration.ofNanos(1));
			assertThat(receive(over.done())).isNull();
			cancelled.cancel();
			ended.addAll(
					List.of(new WeakReference<>(cancelled), new WeakReference<>(stopped), new WeakReference<>(over)));
		}
		await().until(() -> {
			System.gc();
			return ended.stream().allMatch((each) -> each.get() == null);
		});
		assertThat(parent.err()).isNull();
	}

	/** No growth over a million requests below one context that lives on. */
	@Test
	void millionChildrenThatEndLeaveNothingBehind() {
		Context.Cancellable server = Context.background().withCancel();
		long before = 0;
		for (int round = 0; round < 4; round++) {
			for (int i = 0; i < 250_000; i++) {
				try (Context.Cancellable request = server.withTimeout(LONG)) {
					assertThat(request.err()).isNull();
				}
			}
			long after = usedHeap();
			if (round > 0) {
				assertThat(after - before).as("round %d", round).isLessThan(2_000_000);
			}
			before = (round == 0) ? after : before;
		}
	}

	/**
	 * Parents, children and deadlines end at the same time from many sides, while more
	 * are made: each ends once, and all end.
	 */
	@Test
	void endsThatRace() throws Exception {
		for (int i = 0; i < 300; i++) {
			Context.Cancellable root = (i % 2 == 0) ? Context.background().withCancel()
					: Context.background().withTimeout(Duration.ofNanos(1 + i * 5_000L));
			List<Context> all = new ArrayList<>();
			AtomicInteger woken = new AtomicInteger();
			WaitGroup waiting = new WaitGroup();
			Goroutine<Void> maker = this.runtime.go(() -> {
				for (int k = 0; k < 100; k++) {
					Context.Cancellable child = root.withCancel();
					Context below = child.withTimeout(LONG);
					all.add(child);
					all.add(below);
					waiting.go(this.runtime, () -> {
						below.done().receive();
						woken.incrementAndGet();
					});
					if (k % 3 == 0) {
						this.runtime.go(child::cancel);
					}
				}
			});
			this.runtime.go(root::cancel);
			root.cancel();
			maker.join();
			waiting.await();
			assertThat(woken).hasValue(100);
			assertThat(all).allMatch((context) -> context.err() != null && context.done().isClosed());
			assertThat(((CancelContext) root).children()).isZero();
		}
	}

	private static @Nullable Object receive(ReceiveChan<Void> done) {
		try {
			return done.receive();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static long usedHeap() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
