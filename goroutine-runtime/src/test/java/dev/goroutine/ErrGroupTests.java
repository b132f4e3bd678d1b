package dev.goroutine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The rules of Go's {@code errgroup}, one by one, and those that interrupts add.
 */
@Timeout(60)
class ErrGroupTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final ErrGroup group = new ErrGroup(this.runtime);

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void emptyGroupSucceeds() throws Exception {
		this.group.await();
	}

	@Test
	void waitsForAll() throws Exception {
		AtomicInteger ended = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			int n = i;
			this.group.go(() -> {
				if (n % 10 == 0) {
					Goroutine.sleep(Duration.ofMillis(1));
				}
				ended.incrementAndGet();
			});
		}
		this.group.await();
		assertThat(ended).hasValue(100);
	}

	@Test
	void firstErrorWinsAndOthersAreSuppressed() throws Exception {
		Chan<Integer> turn = Chan.unbuffered();
		IOException first = new IOException("first");
		List<Exception> later = List.of(new IllegalStateException("a"), new IOException("b"));
		for (Exception each : later) {
			this.group.go(() -> {
				await().until(() -> this.group.context().err() != null);
				throw each;
			});
		}
		this.group.go(() -> {
			turn.receive();
			throw first;
		});
		turn.send(1);
		assertThatThrownBy(this.group::await).isSameAs(first);
		assertThat(first.getSuppressed()).containsExactlyInAnyOrderElementsOf(later);
		assertThatThrownBy(this.group::await).as("again").isSameAs(first);
	}

	@Test
	void errorCancelsTheContext() throws Exception {
		IOException error = new IOException("first");
		Context context = this.group.context();
		assertThat(context).isSameAs(this.group.context());
		assertThat(context.err()).isNull();
		AtomicBoolean seen = new AtomicBoolean();
		this.group.go(() -> {
			try {
				context.done().receive();
			}
			catch (InterruptedException ex) {
				// As well.
			}
			seen.set(context.done().isClosed());
		});
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(seen).isTrue();
		assertThat(context.err()).isInstanceOf(CancellationException.class).hasCause(error);
	}

	@Test
	void errorInterruptsTheOthersOnce() throws Exception {
		AtomicInteger interrupts = new AtomicInteger();
		for (int i = 0; i < 20; i++) {
			this.group.go(() -> {
				try {
					Goroutine.sleep(LONG);
				}
				catch (InterruptedException ex) {
					assertThat(this.group.context().err()).as("says why").isNotNull();
					interrupts.incrementAndGet();
					// Cleaning up is not disturbed.
					Goroutine.sleep(Duration.ofMillis(5));
					throw ex;
				}
			});
		}
		IOException error = new IOException("first");
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(interrupts.get()).isLessThanOrEqualTo(20);
		assertThat(error.getSuppressed()).as("what merely follows").isEmpty();
	}

	@Test
	void errorOfItsOwnContextOnlyFollows() throws Exception {
		IOException error = new IOException("first");
		this.group.go(() -> {
			try {
				this.group.context().done().receive();
			}
			catch (InterruptedException ex) {
				// As well.
			}
			Throwable err = this.group.context().err();
			if (err instanceof CancellationException cancelled) {
				throw cancelled;
			}
		});
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
	}

	@Test
	void interruptBeforeAnyErrorIsAnError() {
		InterruptedException error = new InterruptedException("own");
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
	}

	@Test
	void sameErrorTwiceIsNotItsOwnSuppressed() {
		IOException error = new IOException("both");
		for (int i = 0; i < 2; i++) {
			this.group.go(() -> {
				throw error;
			});
		}
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
	}

	@Test
	void errorsOfTheJvmAreErrorsToo() {
		StackOverflowError error = new StackOverflowError("a");
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		ErrGroup recursive = new ErrGroup(this.runtime);
		recursive.go(this::recurse);
		assertThatThrownBy(recursive::await).isInstanceOf(StackOverflowError.class);
	}

	private void recurse() {
		recurse();
	}

	@Test
	void awaitEndsTheContext() throws Exception {
		this.group.go(() -> {
		});
		this.group.await();
		assertThat(this.group.context().err()).isInstanceOf(CancellationException.class);
		Context.Cancellable parent = Context.background().withCancel();
		new ErrGroup(this.runtime, parent).await();
		assertThat(((CancelContext) parent).children()).isZero();
	}

	@Test
	void goroutineThatComesAfterTheErrorStartsInterrupted() {
		IOException error = new IOException("first");
		AtomicBoolean interrupted = new AtomicBoolean();
		this.group.go(() -> {
			throw error;
		});
		await().until(() -> this.group.context().err() != null);
		this.group.go(() -> interrupted.set(Thread.currentThread().isInterrupted()));
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(interrupted).isTrue();
	}

	/**
	 * Those that begin while the error interrupts are interrupted by one or the other.
	 */
	@Test
	void nobodyMissesTheInterrupt() {
		for (int i = 0; i < 300; i++) {
			ErrGroup group = new ErrGroup(this.runtime);
			IOException error = new IOException("first");
			for (int k = 0; k < 20; k++) {
				int n = k;
				group.go(() -> {
					if (n == 10) {
						throw error;
					}
					Goroutine.sleep(LONG);
				});
			}
			assertThatThrownBy(group::await).isSameAs(error);
		}
	}

	@Test
	void parentThatIsCancelledCancelsTheGroup() {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup group = new ErrGroup(this.runtime, parent);
		group.go(() -> Goroutine.sleep(LONG));
		group.go(() -> group.context().done().receive());
		parent.cancel();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(group::await).withMessage("context canceled");
	}

	@Test
	void parentWhoseTimeIsOverCancelsTheGroup() {
		try (Context.Cancellable parent = Context.background().withTimeout(Duration.ofMillis(5))) {
			ErrGroup group = new ErrGroup(this.runtime, parent);
			for (int i = 0; i < 10; i++) {
				group.go(() -> Goroutine.sleep(LONG));
			}
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(group::await)
				.withMessage("context deadline exceeded");
		}
	}

	@Test
	void groupBelowAContextThatHasEndedStartsInterrupted() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		parent.cancel();
		ErrGroup group = new ErrGroup(this.runtime, parent);
		AtomicBoolean interrupted = new AtomicBoolean();
		group.go(() -> interrupted.set(Thread.interrupted()));
		group.await();
		assertThat(interrupted).isTrue();
	}

	@Test
	void whoSucceedsAllTheSameSucceeds() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup group = new ErrGroup(this.runtime, parent);
		group.go(() -> {
			while (!Thread.interrupted()) {
				LockSupport.park();
			}
		});
		parent.cancel();
		group.await();
	}

	@Test
	void limitIsKept() throws Exception {
		this.group.limit(3);
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		for (int i = 0; i < 200; i++) {
			this.group.go(() -> {
				most.accumulateAndGet(active.incrementAndGet(), Math::max);
				Goroutine.yield();
				active.decrementAndGet();
			});
		}
		this.group.await();
		assertThat(most).hasValueBetween(1, 3);
		assertThat(active).hasValue(0);
	}

	@Test
	void goWaitsForTheLimitFirstComeFirstServed() throws Exception {
		this.group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		Queue<Integer> order = new ConcurrentLinkedQueue<>();
		this.group.go(hold::receive);
		List<Goroutine<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int n = i;
			Goroutine<Void> caller = this.runtime.go(() -> this.group.go(() -> order.add(n)));
			callers.add(caller);
			awaitWaiting(caller);
		}
		assertThat(this.runtime.dump()).contains("goroutine " + callers.get(0).id() + " [chan send]:\n");
		hold.send(1);
		for (Goroutine<Void> caller : callers) {
			caller.join();
		}
		this.group.await();
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void tryGoDoesNotWait() throws Exception {
		this.group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		assertThat(this.group.tryGo(hold::receive)).isTrue();
		assertThat(this.group.tryGo(() -> {
		})).isFalse();
		hold.send(1);
		await().until(() -> this.group.tryGo(() -> {
		}));
		this.group.await();
		assertThat(new ErrGroup(this.runtime).tryGo(() -> {
		})).as("without a limit").isTrue();
	}

	@Test
	void limitOfZeroLetsNobodyIn() {
		this.group.limit(0);
		assertThat(this.group.tryGo(() -> {
		})).isFalse();
		Goroutine<Void> caller = this.runtime.go(() -> this.group.go(() -> {
		}));
		awaitWaiting(caller);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE })
	void negativeLimitIsNone(int limit) throws Exception {
		this.group.limit(0);
		this.group.limit(limit);
		CountDownLatch all = new CountDownLatch(50);
		for (int i = 0; i < 50; i++) {
			this.group.go(() -> {
				all.countDown();
				all.await();
			});
		}
		this.group.await();
	}

	@Test
	void limitIsNotChangedWhileGoroutinesAreActive() throws Exception {
		Chan<Integer> hold = Chan.unbuffered();
		this.group.go(hold::receive);
		this.group.go(hold::receive);
		assertThatIllegalStateException().isThrownBy(() -> this.group.limit(2))
			.withMessage("errgroup: modify limit while 2 goroutines in the group are still active");
		hold.send(1);
		hold.send(2);
		this.group.await();
		this.group.limit(2);
	}

	@Test
	void interruptedWhileItWaitsForTheLimit() throws Exception {
		this.group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		this.group.go(hold::receive);
		Goroutine<Boolean> caller = this.runtime.go(() -> {
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> this.group.go(() -> hold.send(-1)))
				.withMessage("Interrupted while it waited for the limit of an ErrGroup");
			return Thread.currentThread().isInterrupted();
		});
		awaitWaiting(caller);
		((GoroutineTask<?>) caller).thread().interrupt();
		assertThat(caller.join()).isTrue();
		hold.send(1);
		this.group.await();
		assertThat(this.group.tryGo(() -> {
		})).as("the place is free").isTrue();
	}

	/** A place is neither lost nor given twice, whatever happens to who waits for it. */
	@Test
	void interruptsThatRaceWithPlaces() throws Exception {
		this.group.limit(1);
		AtomicInteger started = new AtomicInteger();
		AtomicInteger ran = new AtomicInteger();
		List<Goroutine<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			Goroutine<Void> caller = this.runtime.go(() -> {
				this.group.go(ran::incrementAndGet);
				started.incrementAndGet();
			});
			callers.add(caller);
			if (i % 2 == 0) {
				((GoroutineTask<?>) caller).thread().interrupt();
			}
		}
		for (Goroutine<Void> caller : callers) {
			try {
				caller.join();
			}
			catch (CancellationException ex) {
				// Was interrupted.
			}
		}
		this.group.await();
		assertThat(ran).hasValue(started.get());
		this.group.limit(1);
	}

	@Test
	void awaitThatIsInterruptedCancelsAndStillWaits() throws Exception {
		AtomicBoolean cleanedUp = new AtomicBoolean();
		this.group.go(() -> {
			try {
				Goroutine.sleep(LONG);
			}
			finally {
				Goroutine.sleep(Duration.ofMillis(5));
				cleanedUp.set(true);
			}
		});
		Goroutine<Boolean> waiter = this.runtime.go(() -> {
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.group::await)
				.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
			return cleanedUp.get();
		});
		awaitWaiting(waiter);
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThat(waiter.join()).isTrue();
		assertThat(this.group.context().err()).isInstanceOf(CancellationException.class);
	}

	@Test
	void awaitThatIsInterruptedTwiceGivesUp() throws Exception {
		Chan<Integer> hold = Chan.unbuffered();
		CountDownLatch deaf = new CountDownLatch(1);
		this.group.go(() -> {
			for (;;) {
				try {
					deaf.countDown();
					hold.receive();
					return;
				}
				catch (InterruptedException ex) {
					// Deaf.
				}
			}
		});
		deaf.await();
		Goroutine<Void> waiter = this.runtime.go(this.group::await);
		awaitWaiting(waiter);
		((GoroutineTask<?>) waiter).thread().interrupt();
		await().until(() -> this.group.context().err() != null);
		awaitWaiting(waiter);
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::join);
		hold.send(1);
		this.group.await();
	}

	@Test
	void errorComesWithTheInterruptOfAwait() throws Exception {
		IOException error = new IOException("late");
		this.group.go(() -> {
			try {
				Goroutine.sleep(LONG);
			}
			catch (InterruptedException ex) {
				throw error;
			}
		});
		Goroutine<Void> waiter = this.runtime.go(this.group::await);
		awaitWaiting(waiter);
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::join)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(error));
	}

	@Test
	void contextAndItsValuesReachTheGoroutines() throws Exception {
		Context parent = Context.background().withValue("user", "ann");
		ErrGroup group = new ErrGroup(this.runtime, parent);
		Queue<Object> seen = new ConcurrentLinkedQueue<>();
		group.go(() -> {
			seen.add(Context.current() == group.context());
			seen.add("" + Context.current().value("user"));
			this.runtime.go(() -> seen.add(Context.current() == Context.background())).join();
		});
		group.await();
		assertThat(seen).containsExactlyInAnyOrder(true, "ann", true);
		assertThat(Context.current()).isSameAs(Context.background());
	}

	@Test
	void nestedGroupIsBelowTheOuterOne() {
		IOException error = new IOException("outer");
		Chan<Integer> ready = Chan.unbuffered();
		AtomicBoolean innerCancelled = new AtomicBoolean();
		this.group.go(() -> {
			ErrGroup inner = new ErrGroup(this.runtime);
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
		this.group.go(() -> {
			ready.receive();
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		assertThat(error.getSuppressed()).isEmpty();
		assertThat(innerCancelled).isTrue();
	}

	@Test
	void errorOfANestedGroupIsOneOfTheOuter() {
		IOException error = new IOException("inner");
		this.group.go(() -> {
			ErrGroup inner = new ErrGroup(this.runtime);
			inner.go(() -> {
				throw error;
			});
			inner.await();
		});
		this.group.go(() -> Goroutine.sleep(LONG));
		assertThatThrownBy(this.group::await).isSameAs(error);
	}

	@Test
	void goroutineOfTheGroupMayStartMore() throws Exception {
		AtomicInteger leaves = new AtomicInteger();
		grow(8, leaves);
		this.group.await();
		assertThat(leaves).hasValue(256);
	}

	private void grow(int depth, AtomicInteger leaves) {
		this.group.go(() -> {
			if (depth == 0) {
				leaves.incrementAndGet();
			}
			else {
				grow(depth - 1, leaves);
				grow(depth - 1, leaves);
			}
		});
	}

	@Test
	void platformThreadsAwaitToo() throws Exception {
		Chan<Integer> hold = Chan.unbuffered();
		this.group.go(hold::receive);
		FutureTask<Void> task = new FutureTask<>(() -> {
			this.group.await();
			return null;
		});
		Thread thread = Thread.ofPlatform().start(task);
		await().until(() -> thread.getState() == Thread.State.WAITING);
		hold.send(1);
		task.get();
	}

	@Test
	void tellsWhatItWaitsForAndHidesItsOwnFrames() {
		this.group.go(() -> Goroutine.sleep(LONG));
		Goroutine<Void> waiter = this.runtime.go(this.group::await);
		awaitWaiting(waiter);
		assertThat(this.runtime.dump()).contains("goroutine " + waiter.id() + " [sync.WaitGroup.Wait]:\n")
			.doesNotContain("ScopedValue", "GroupMember", "ErrGroup$Member");
	}

	@Test
	void refusedByARuntimeThatIsShutDown() throws Exception {
		this.group.limit(1);
		this.runtime.shutdown(Duration.ZERO);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.group.go(() -> {
			}));
		}
		this.group.await();
	}

	@Test
	void goroutineThatNeverRunsIsAnError() throws Exception {
		GoRuntime full = GoRuntime.builder().gomaxprocs(1).maxM(1).build();
		ErrGroup group = new ErrGroup(full);
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		full.go(() -> {
			running.countDown();
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		});
		running.await();
		group.go(() -> {
		});
		Thread closer = Thread.ofPlatform().start(() -> full.shutdown(Duration.ZERO));
		assertThatExceptionOfType(CancellationException.class).isThrownBy(group::await)
			.withMessage("The goroutine was cancelled before it began");
		release.countDown();
		closer.join();
	}

	private void awaitWaiting(Goroutine<?> goroutine) {
		await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
	}

}
