package dev.goroutine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The rules of Go's {@code errgroup}, one by one, and those that interrupts add. Those of
 * its limit are in {@link ErrGroupLimitTests}.
 */
@Timeout(60)
class ErrGroupTests {

	private static final Duration LONG = Duration.ofHours(1);

	/** Its goroutines see it as the current one, and it ends for the group's reasons. */
	@BubbleTest
	void contextIsNobodysToCancel() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime(), Context.background().withCancel());
		assertThat(group.context()).isNotInstanceOf(Context.Cancellable.class);
		group.go(() -> assertThat(Context.current()).isSameAs(group.context()));
		group.await();
	}

	@BubbleTest
	void emptyGroupSucceeds() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.await();
	}

	@BubbleTest
	void waitsForAll() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		AtomicInteger ended = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			int n = i;
			group.go(() -> {
				if (n % 10 == 0) {
					Goroutine.sleep(Duration.ofMillis(1));
				}
				ended.incrementAndGet();
			});
		}
		group.await();
		assertThat(ended).hasValue(100);
	}

	@BubbleTest
	void usedAgainAfterAwaitNobodyIsInterrupted() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		for (int round = 0; round < 3; round++) {
			AtomicInteger ended = new AtomicInteger();
			for (int i = 0; i < 3; i++) {
				group.go(() -> {
					Goroutine.sleep(LONG);
					ended.incrementAndGet();
				});
			}
			group.await();
			assertThat(ended).hasValue(3);
		}
		IOException error = new IOException("later");
		group.go(() -> Goroutine.sleep(LONG));
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(error.getSuppressed()).as("the first error interrupts the others, as ever").isEmpty();
		InterruptedException interrupt = new InterruptedException("of its own");
		ErrGroup other = new ErrGroup(Bubble.runtime());
		other.await();
		other.go(() -> {
			throw interrupt;
		});
		assertThatThrownBy(other::await).as("nobody has cancelled it").isSameAs(interrupt);
	}

	@BubbleTest
	void noMoreThanSomeErrorsAreSuppressed() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException first = new IOException("first");
		group.go(() -> {
			throw first;
		});
		for (int i = 0; i < 1_000; i++) {
			group.go(() -> {
				throw new IllegalStateException("later");
			});
		}
		assertThatThrownBy(group::await).isInstanceOf(Exception.class).satisfies((error) -> {
			assertThat(error.getSuppressed()).hasSize(101);
			assertThat(error.getSuppressed()[100]).hasToString("900 more errors of this ErrGroup were left out");
		});
		assertThatThrownBy(group::await)
			.satisfies((error) -> assertThat(error.getSuppressed()).as("told once").hasSize(101));
	}

	@BubbleTest
	void firstErrorWinsAndOthersAreSuppressed() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		Chan<Integer> turn = Chan.unbuffered();
		IOException first = new IOException("first");
		List<Exception> later = List.of(new IllegalStateException("a"), new IOException("b"));
		for (Exception each : later) {
			group.go(() -> {
				try {
					Goroutine.sleep(LONG);
				}
				catch (InterruptedException ex) {
					throw each;
				}
			});
		}
		group.go(() -> {
			turn.receive();
			throw first;
		});
		Bubble.await();
		turn.send(1);
		assertThatThrownBy(group::await).isSameAs(first);
		assertThat(first.getSuppressed()).containsExactlyInAnyOrderElementsOf(later);
		assertThatThrownBy(group::await).as("again").isSameAs(first);
	}

	@BubbleTest
	void errorCancelsTheContext() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("first");
		Context context = group.context();
		assertThat(context).isSameAs(group.context());
		assertThat(context.err()).isNull();
		AtomicBoolean seen = new AtomicBoolean();
		group.go(() -> {
			try {
				context.done().receive();
			}
			catch (InterruptedException ex) {
				// As well.
			}
			seen.set(context.done().isClosed());
		});
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(seen).isTrue();
		assertThat(context.err()).isInstanceOf(CancellationException.class).hasCause(error);
	}

	@BubbleTest
	void errorInterruptsTheOthersOnce() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		AtomicInteger interrupts = new AtomicInteger();
		AtomicInteger undisturbed = new AtomicInteger();
		for (int i = 0; i < 20; i++) {
			group.go(() -> {
				try {
					Goroutine.sleep(LONG);
				}
				catch (InterruptedException ex) {
					assertThat(group.context().err()).as("says why").isNotNull();
					interrupts.incrementAndGet();
					// Cleaning up is not disturbed.
					Goroutine.sleep(Duration.ofMillis(5));
					undisturbed.incrementAndGet();
					throw ex;
				}
			});
		}
		Bubble.await();
		IOException error = new IOException("first");
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(interrupts).hasValue(20);
		assertThat(undisturbed).hasValue(20);
		assertThat(error.getSuppressed()).as("what merely follows").isEmpty();
	}

	@BubbleTest
	void errorOfItsOwnContextOnlyFollows() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("first");
		group.go(() -> {
			try {
				group.context().done().receive();
			}
			catch (InterruptedException ex) {
				// As well.
			}
			Throwable err = group.context().err();
			if (err instanceof CancellationException cancelled) {
				throw cancelled;
			}
		});
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
	}

	@BubbleTest
	void interruptBeforeAnyErrorIsAnError() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		InterruptedException error = new InterruptedException("own");
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
	}

	@BubbleTest
	void sameErrorTwiceIsNotItsOwnSuppressed() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("both");
		for (int i = 0; i < 2; i++) {
			group.go(() -> {
				throw error;
			});
		}
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
	}

	@BubbleTest
	void awaitEndsTheContext() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.go(() -> {
		});
		group.await();
		assertThat(group.context().err()).isInstanceOf(CancellationException.class);
		Context.Cancellable parent = Context.background().withCancel();
		new ErrGroup(Bubble.runtime(), parent).await();
		assertThat(((CancelContext) parent).children()).isZero();
	}

	@BubbleTest
	void goroutineThatComesAfterTheErrorStartsInterrupted() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("first");
		AtomicBoolean interrupted = new AtomicBoolean();
		group.go(() -> {
			throw error;
		});
		Bubble.await();
		group.go(() -> interrupted.set(Thread.currentThread().isInterrupted()));
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(interrupted).isTrue();
	}

	@BubbleTest
	void parentThatIsCancelledCancelsTheGroup() {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
		group.go(() -> Goroutine.sleep(LONG));
		group.go(() -> group.context().done().receive());
		parent.cancel();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(group::await).withMessage("context canceled");
	}

	@BubbleTest
	void parentWhoseTimeIsOverCancelsTheGroup() {
		try (Context.Cancellable parent = Context.background().withTimeout(Duration.ofMillis(5))) {
			ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
			for (int i = 0; i < 10; i++) {
				group.go(() -> Goroutine.sleep(LONG));
			}
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(group::await)
				.withMessage("context deadline exceeded");
		}
	}

	@BubbleTest
	void endThatAllGroupsShareTakesNoErrorsOfOne() {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup failing = new ErrGroup(Bubble.runtime(), parent);
		ErrGroup other = new ErrGroup(Bubble.runtime(), parent);
		for (ErrGroup group : List.of(failing, other)) {
			group.go(() -> Goroutine.sleep(LONG));
		}
		failing.go(() -> {
			failing.context().done().receive();
			Bubble.await();
			throw new IOException("later");
		});
		parent.cancel();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(failing::await)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThatExceptionOfType(CancellationException.class).isThrownBy(other::await)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
	}

	@BubbleTest
	void deadlineThatEndsLoopsOverAChannelIsTheError() {
		try (Context.Cancellable parent = Context.background().withTimeout(Duration.ofMillis(5))) {
			ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
			Chan<Integer> chan = Chan.unbuffered();
			for (int i = 0; i < 10; i++) {
				group.go(() -> chan.forEach((value) -> {
				}));
			}
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(group::await)
				.withMessage("context deadline exceeded")
				.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		}
	}

	@BubbleTest
	void endOfALoopOverAChannelOnlyFollowsFromTheError() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		Chan<Integer> chan = Chan.unbuffered();
		for (int i = 0; i < 10; i++) {
			group.go(() -> chan.forEach((value) -> {
			}));
		}
		Bubble.await();
		IOException error = new IOException("first");
		group.go(() -> {
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
	}

	@BubbleTest
	void cancellationThatIsNotTheGroupsIsAnErrorOfItsOwn() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException first = new IOException("first");
		CancellationException later = new CancellationException("of something else");
		group.go(() -> {
			try {
				Goroutine.sleep(LONG);
			}
			catch (InterruptedException ex) {
				throw later;
			}
		});
		Bubble.await();
		group.go(() -> {
			throw first;
		});
		assertThatThrownBy(group::await).isSameAs(first);
		assertThat(first.getSuppressed()).containsExactly(later);
	}

	@BubbleTest
	void groupBelowAContextThatHasEndedStartsInterrupted() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		parent.cancel();
		ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
		AtomicBoolean interrupted = new AtomicBoolean();
		group.go(() -> interrupted.set(Thread.interrupted()));
		group.await();
		assertThat(interrupted).isTrue();
	}

	@BubbleTest
	void whoSucceedsAllTheSameSucceeds() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
		group.go(() -> {
			while (!Thread.interrupted()) {
				LockSupport.park();
			}
		});
		parent.cancel();
		group.await();
	}

	@BubbleTest
	void awaitThatIsInterruptedCancelsAndStillWaits() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		AtomicBoolean cleanedUp = new AtomicBoolean();
		group.go(() -> {
			try {
				Goroutine.sleep(LONG);
			}
			finally {
				Goroutine.sleep(Duration.ofMillis(5));
				cleanedUp.set(true);
			}
		});
		Goroutine<Boolean> waiter = Bubble.runtime().go(() -> {
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(group::await)
				.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
			return cleanedUp.get();
		});
		Bubble.await();
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThat(waiter.join()).isTrue();
		assertThat(group.context().err()).isInstanceOf(CancellationException.class);
	}

	@BubbleTest
	void awaitThatIsInterruptedTwiceGivesUp() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		Chan<Integer> hold = Chan.unbuffered();
		group.go(() -> {
			for (;;) {
				try {
					hold.receive();
					return;
				}
				catch (InterruptedException ex) {
					// Deaf.
				}
			}
		});
		Bubble.await();
		Goroutine<Void> waiter = Bubble.runtime().go(group::await);
		Bubble.await();
		((GoroutineTask<?>) waiter).thread().interrupt();
		Bubble.await();
		assertThat(group.context().err()).isNotNull();
		assertThat(waiter.isDone()).isFalse();
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::join);
		hold.send(1);
		group.await();
	}

	@BubbleTest
	void errorComesWithTheInterruptOfAwait() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("late");
		group.go(() -> {
			try {
				Goroutine.sleep(LONG);
			}
			catch (InterruptedException ex) {
				throw error;
			}
		});
		Goroutine<Void> waiter = Bubble.runtime().go(group::await);
		Bubble.await();
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::join)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(error));
	}

	@BubbleTest
	void contextAndItsValuesReachTheGoroutines() throws Exception {
		Context parent = Context.background().withValue("user", "ann");
		ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
		Queue<Object> seen = new ConcurrentLinkedQueue<>();
		group.go(() -> {
			seen.add(Context.current() == group.context());
			seen.add("" + Context.current().value("user"));
			Bubble.runtime().go(() -> seen.add(Context.current() == Context.background())).join();
		});
		group.await();
		assertThat(seen).containsExactlyInAnyOrder(true, "ann", true);
		assertThat(Context.current()).isSameAs(Context.background());
	}

	@BubbleTest
	void nestedGroupIsBelowTheOuterOne() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("outer");
		Chan<Integer> ready = Chan.unbuffered();
		AtomicBoolean innerCancelled = new AtomicBoolean();
		group.go(() -> {
			ErrGroup inner = new ErrGroup(Bubble.runtime());
			inner.go(() -> {
				ready.send(1);
				Goroutine.sleep(LONG);
			});
			try {
				inner.await();
			}
			finally {
				innerCancelled.set(inner.context().err() != null);
			}
		});
		group.go(() -> {
			ready.receive();
			throw error;
		});
		assertThatThrownBy(group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
		assertThat(innerCancelled).isTrue();
	}

	@BubbleTest
	void errorOfANestedGroupIsOneOfTheOuter() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		IOException error = new IOException("inner");
		group.go(() -> {
			ErrGroup inner = new ErrGroup(Bubble.runtime());
			inner.go(() -> {
				throw error;
			});
			inner.await();
		});
		group.go(() -> Goroutine.sleep(LONG));
		assertThatThrownBy(group::await).isSameAs(error);
	}

	@BubbleTest
	void goroutineOfTheGroupMayStartMore() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		AtomicInteger leaves = new AtomicInteger();
		grow(group, 8, leaves);
		group.await();
		assertThat(leaves).hasValue(256);
	}

	private static void grow(ErrGroup group, int depth, AtomicInteger leaves) {
		group.go(() -> {
			if (depth == 0) {
				leaves.incrementAndGet();
			}
			else {
				grow(group, depth - 1, leaves);
				grow(group, depth - 1, leaves);
			}
		});
	}

	@BubbleTest
	void tellsWhatItWaitsForAndHidesItsOwnFrames() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.go(() -> Goroutine.sleep(LONG));
		Goroutine<Void> waiter = Bubble.runtime().go(group::await);
		Bubble.await();
		assertThat(Bubble.runtime().dump()).contains("goroutine " + waiter.id() + " [sync.WaitGroup.Wait]:\n")
			.doesNotContain("ScopedValue", "GroupMember", "ErrGroup$Member");
		waiter.cancel(true);
	}

}
