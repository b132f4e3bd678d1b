package dev.goroutine.testing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import dev.goroutine.Chan;
import dev.goroutine.Context;
import dev.goroutine.ErrGroup;
import dev.goroutine.GoBody;
import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineStatus;
import dev.goroutine.ReceiveChan;
import dev.goroutine.Select;
import dev.goroutine.Ticker;
import dev.goroutine.Timers;
import dev.goroutine.WaitGroup;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The rules of bubbles, one by one.
 */
@Timeout(60)
class BubbleTests {

	private static final Instant MIDNIGHT = Instant.parse("2000-01-01T00:00:00Z");

	@Test
	void timeStandsStillWhileAnybodyRuns() throws Exception {
		Bubble.run(() -> {
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT);
			for (int i = 0; i < 1_000; i++) {
				Goroutine.yield();
			}
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT);
		});
	}

	@Test
	void timeJumpsToTheNextTimer() throws Exception {
		long start = System.nanoTime();
		Bubble.run(() -> {
			List<String> order = new ArrayList<>();
			WaitGroup group = new WaitGroup();
			for (int days : new int[] { 300, 1, 20 }) {
				group.go(Bubble.runtime(), () -> {
					Goroutine.sleep(Duration.ofDays(days));
					order.add(days + " " + Duration.between(MIDNIGHT, Bubble.now()).toDays());
				});
			}
			group.await();
			assertThat(order).containsExactly("1 1", "20 20", "300 300");
			Goroutine.sleep(Duration.ofNanos(1));
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT.plus(Duration.ofDays(300)).plusNanos(1));
		});
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
	}

	@Test
	void awaitReturnsWhenAllOthersAreBlocked() throws Exception {
		for (long seed = 0; seed < 200; seed++) {
			Bubble.run(seed, () -> {
				Chan<Integer> chan = Chan.unbuffered();
				AtomicInteger steps = new AtomicInteger();
				Bubble.runtime().go(() -> {
					for (int i = 0; i < 5; i++) {
						Goroutine.yield();
						steps.incrementAndGet();
					}
					chan.receive();
					steps.incrementAndGet();
					Goroutine.sleep(Duration.ofSeconds(1));
					steps.incrementAndGet();
				});
				Bubble.await();
				assertThat(steps).hasValue(5);
				chan.send(1);
				Bubble.await();
				assertThat(steps).hasValue(6);
				assertThat(Bubble.now()).as("time does not move").isEqualTo(MIDNIGHT);
				Goroutine.sleep(Duration.ofSeconds(1));
				Bubble.await();
				assertThat(steps).hasValue(7);
			});
		}
	}

	@Test
	void awaitOfTheOnlyOneReturns() throws Exception {
		Bubble.run(Bubble::await);
	}

	@Test
	void awaitIsForOneAtATime() throws Exception {
		Bubble.run(() -> {
			List<Goroutine<Void>> both = List.of(Bubble.runtime().go(Bubble::await),
					Bubble.runtime().go(Bubble::await));
			int refused = 0;
			for (Goroutine<Void> each : both) {
				try {
					each.join();
				}
				catch (IllegalStateException ex) {
					assertThat(ex).hasMessage("Bubble.await is already in progress");
					refused++;
				}
			}
			assertThat(refused).isEqualTo(1);
		});
	}

	/** Each of them blocks durably: time goes on while they wait. */
	@Test
	void blocksDurably() throws Exception {
		List<GoBody> calls = List.of(() -> Chan.unbuffered().receive(), () -> Chan.unbuffered().send(1),
				() -> Select.select(), () -> Select.select(Chan.unbuffered().onReceive(Objects::requireNonNull)),
				() -> {
					WaitGroup group = new WaitGroup();
					group.add(1);
					group.await();
				}, () -> {
					ErrGroup group = new ErrGroup(Bubble.runtime());
					group.go(() -> Chan.unbuffered().receive());
					group.await();
				}, () -> {
					ErrGroup group = new ErrGroup(Bubble.runtime());
					group.limit(0);
					group.go(() -> {
					});
				}, () -> {
					Goroutine<?> other = Bubble.runtime().go(() -> Chan.unbuffered().receive());
					try {
						other.join();
					}
					finally {
						other.cancel(true);
					}
				}, () -> Context.background().done().receive(), () -> Goroutine.sleep(Duration.ofDays(1000)));
		for (GoBody call : calls) {
			Bubble.run(() -> {
				Goroutine<Void> waiting = Bubble.runtime().go(call);
				Bubble.await();
				Goroutine.sleep(Duration.ofDays(1));
				assertThat(waiting.isDone()).isFalse();
				waiting.cancel(true);
			});
		}
	}

	@RepeatedTest(100)
	void statusWithoutMachines() throws Exception {
		Bubble.run(() -> {
			Goroutine<Void> sleeper = Bubble.runtime().go(() -> Goroutine.sleep(Duration.ofSeconds(1)));
			Goroutine<GoroutineStatus> itself = Bubble.runtime()
				.go(() -> Objects.requireNonNull(Goroutine.current()).status());
			assertThat(itself.join()).isEqualTo(GoroutineStatus.RUNNABLE);
			Bubble.await();
			assertThat(sleeper.status()).isEqualTo(GoroutineStatus.WAITING);
			sleeper.join();
			assertThat(sleeper.status()).isEqualTo(GoroutineStatus.DEAD);
		});
	}

	/**
	 * Somebody outside may end it any time, so time must not move before. A clock that
	 * does move comes too late now and then, as he ends it as soon as it waits.
	 */
	@RepeatedTest(100)
	void waitsForWhatComesFromOutside() throws Exception {
		CompletableFuture<String> outside = new CompletableFuture<>();
		CompletableFuture<Thread> waiting = new CompletableFuture<>();
		Thread thread = Thread.ofPlatform().start(() -> {
			Thread waiter = waiting.join();
			while (waiter.getState() != Thread.State.WAITING) {
				Thread.onSpinWait();
			}
			outside.complete("done");
		});
		Bubble.run(() -> {
			Goroutine<Void> sleeper = Bubble.runtime().go(() -> Goroutine.sleep(Duration.ofSeconds(1)));
			waiting.complete(Thread.currentThread());
			assertThat(outside.get()).isEqualTo("done");
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT);
			sleeper.join();
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT.plusSeconds(1));
		});
		thread.join();
	}

	// Nothing can fail while the lock is held.
	@Test
	@SuppressWarnings("LockNotBeforeTry")
	void lockDoesNotBlockDurably() throws Exception {
		Bubble.run(() -> {
			ReentrantLock lock = new ReentrantLock();
			lock.lock();
			Goroutine<Instant> other = Bubble.runtime().go(() -> {
				lock.lock();
				lock.unlock();
				return Bubble.now();
			});
			for (int i = 0; i < 10; i++) {
				Goroutine.yield();
			}
			lock.unlock();
			assertThat(other.join()).isEqualTo(MIDNIGHT);
		});
	}

	@Test
	void allBlockedFailsWithTheirDump() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Bubble.run(7, () -> {
			Chan<Integer> chan = Chan.unbuffered();
			Bubble.runtime().go("other", () -> Select.select());
			chan.receive();
		}))
			.withMessageStartingWith("deadlock: all goroutines in bubble are blocked\n\ngoroutine ")
			.withMessageContaining("[chan receive]")
			.withMessageContaining("[select (no cases)]")
			.withMessageContaining("BubbleTests.java")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.asString()
				.isEqualTo("in the bubble with seed 7: -Dgoroutine.bubble.seed=7 repeats it"));
	}

	@Test
	void sleepForEverIsNoTimer() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Bubble.run(() -> Goroutine.sleep(Duration.ofSeconds(Long.MAX_VALUE))))
			.withMessageContaining("all goroutines in bubble are blocked");
	}

	@Test
	void blockedAfterTheFirstHasReturnedFails() {
		for (GoBody leak : List.<GoBody>of(() -> Chan.unbuffered().receive(),
				() -> Goroutine.sleep(Duration.ofSeconds(1)))) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> Bubble.run(() -> Bubble.runtime().go(leak)))
				.withMessageStartingWith("deadlock: the first goroutine of the bubble has returned, "
						+ "and all goroutines in bubble are blocked\n\ngoroutine ");
		}
	}

	@Test
	void thoseThatAreLeftAreInterrupted() {
		AtomicBoolean interrupted = new AtomicBoolean();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Bubble.run(() -> {
			try {
				Chan.unbuffered().receive();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
				throw ex;
			}
		})).withMessageContaining("all goroutines in bubble are blocked");
		assertThat(interrupted).isTrue();
	}

	@Test
	void waitsForAllGoroutines() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		Bubble.run(() -> Bubble.runtime().go(() -> {
			for (int i = 0; i < 100; i++) {
				Goroutine.yield();
			}
			ended.set(true);
		}));
		assertThat(ended).isTrue();
	}

	@Test
	void throwsWhatTheBodyThrowsWithTheSeed() {
		IOException failure = new IOException("a");
		assertThatThrownBy(() -> Bubble.run(3, () -> {
			Bubble.runtime().go(() -> Chan.unbuffered().receive());
			throw failure;
		})).isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement()
			.asString()
			.isEqualTo("in the bubble with seed 3: -Dgoroutine.bubble.seed=3 repeats it");
	}

	@Test
	void failureThatNobodyCarriesFailsTheBubble() {
		IllegalStateException failure = new IllegalStateException("a");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Bubble.run(() -> new WaitGroup().go(Bubble.runtime(), () -> {
				throw failure;
			})))
			.withMessage("A goroutine of the bubble failed")
			.withCause(failure);
	}

	@Test
	void wokenFromOutsideFails() throws Exception {
		CompletableFuture<Chan<Integer>> shared = new CompletableFuture<>();
		CountDownLatch outside = new CountDownLatch(1);
		CompletableFuture<Void> never = new CompletableFuture<>();
		Thread thread = Thread.ofPlatform().start(() -> {
			Chan<Integer> chan = shared.join();
			while (!chan.trySend(1)) {
				Thread.onSpinWait();
			}
			never.complete(null);
			outside.countDown();
		});
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Bubble.run(() -> {
			Chan<Integer> chan = Chan.unbuffered();
			// Time stands still for it.
			Bubble.runtime().go(() -> never.get());
			Bubble.runtime().go(() -> shared.complete(chan));
			chan.receive();
		})).withMessageMatching("goroutine \\d+ \\[chan receive] was woken from outside its bubble, by Thread.*");
		outside.await();
		thread.join();
	}

	@Test
	void sameSeedSameSchedule() throws Exception {
		for (long seed = 0; seed < 20; seed++) {
			List<String> first = trace(seed);
			for (int i = 0; i < 5; i++) {
				assertThat(trace(seed)).as("seed %d", seed).isEqualTo(first);
			}
		}
	}

	@Test
	void otherSeedsOtherSchedules() throws Exception {
		Set<List<String>> traces = new HashSet<>();
		for (long seed = 0; seed < 50; seed++) {
			traces.add(trace(seed));
		}
		assertThat(traces).hasSizeGreaterThan(45);
	}

	/** What several goroutines do that use all there is. */
	private static List<String> trace(long seed) throws Exception {
		List<String> trace = new ArrayList<>();
		Bubble.run(seed, () -> {
			GoRuntime runtime = Bubble.runtime();
			Chan<String> chan = Chan.buffered(2);
			Chan<String> other = Chan.unbuffered();
			try (Ticker ticker = Ticker.every(Duration.ofMillis(3))) {
				ErrGroup group = new ErrGroup(runtime);
				for (int i = 0; i < 4; i++) {
					String name = "g" + i;
					group.go(() -> {
						for (int k = 0; k < 5; k++) {
							trace.add(name + Select.select(chan.onSend(name, () -> " sent"),
									other.onSend(name, () -> " handed"),
									ticker.chan().onReceive((tick) -> " tick " + tick)));
							Goroutine.sleep(Duration.ofMillis(1 + k % 2));
						}
					});
				}
				Goroutine<Void> receiver = runtime.go(() -> {
					for (;;) {
						trace.add("received " + Select.select(chan.onReceive(Objects::requireNonNull),
								other.onReceive(Objects::requireNonNull)));
					}
				});
				group.await();
				receiver.cancel(true);
			}
		});
		return trace;
	}

	/** What needs luck, or a debugger, on real threads: a seed finds it. */
	@Test
	void findsALostUpdateBetweenCallsOfTheRuntime() throws Exception {
		int found = 0;
		for (long seed = 0; seed < 50; seed++) {
			int[] count = { 0 };
			Bubble.run(seed, () -> {
				WaitGroup group = new WaitGroup();
				Chan<Integer> log = Chan.buffered(10);
				for (int i = 0; i < 2; i++) {
					group.go(Bubble.runtime(), () -> {
						int before = count[0];
						log.send(before);
						count[0] = before + 1;
					});
				}
				group.await();
			});
			found += 2 - count[0];
		}
		assertThat(found).isBetween(1, 49);
	}

	@Test
	void contextsAndTimersFollowTheClock() throws Exception {
		Bubble.run(() -> {
			Context context = Context.background().withTimeout(Duration.ofHours(1));
			assertThat(context.deadline()).isEqualTo(MIDNIGHT.plusSeconds(3600));
			Goroutine.sleep(Duration.ofMinutes(59));
			Bubble.await();
			assertThat(context.err()).isNull();
			ReceiveChan<Instant> after = Timers.after(Duration.ofSeconds(30));
			assertThat(after.receive()).isEqualTo(MIDNIGHT.plus(Duration.ofMinutes(59)).plusSeconds(30));
			Goroutine.sleep(Duration.ofSeconds(30));
			Bubble.await();
			assertThat(context.err()).isInstanceOf(TimeoutException.class);
		});
	}

	@Test
	void shutdownWaitsByTheClock() throws Exception {
		Bubble.run(() -> {
			GoRuntime runtime = Bubble.runtime();
			Goroutine<Void> inTime = runtime.go(() -> Goroutine.sleep(Duration.ofSeconds(10)));
			Goroutine<Void> late = runtime.go(() -> Goroutine.sleep(Duration.ofHours(1)));
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(20))).isFalse();
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT.plusSeconds(20));
			assertThat(inTime.isDone()).isTrue();
			assertThat(runtime.shutdown(Duration.ofMinutes(10))).isTrue();
			assertThat(Bubble.now()).isBetween(MIDNIGHT.plusSeconds(620), MIDNIGHT.plusSeconds(621));
			assertThat(late.exceptionNow()).isInstanceOf(InterruptedException.class);
		});
	}

	@Test
	void goroutineThatHasShutDownItsBubbleStaysInIt() throws Exception {
		Bubble.run(() -> {
			assertThat(Bubble.runtime().shutdown(Duration.ZERO)).isTrue();
			Thread.yield();
			Goroutine.sleep(Duration.ofHours(1));
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT.plusSeconds(3600));
		});
	}

	@Test
	void anotherRuntimeIsShutDownByItsOwnClock() throws Exception {
		Bubble.run(() -> {
			CountDownLatch latch = new CountDownLatch(1);
			GoRuntime other = GoRuntime.builder().gomaxprocs(1).build();
			other.go(() -> latch.await());
			Bubble.runtime().go(() -> latch.countDown());
			assertThat(other.shutdown(Duration.ofMinutes(1))).isTrue();
			assertThat(Bubble.now()).isEqualTo(MIDNIGHT);
		});
	}

	@Test
	void interruptOfTheCallerEndsIt() throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		CountDownLatch waiting = new CountDownLatch(1);
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread caller = Thread.ofPlatform().start(() -> {
			try {
				Bubble.run(() -> {
					try {
						waiting.countDown();
						// Not durable: the bubble waits for it.
						new CompletableFuture<>().get();
					}
					catch (InterruptedException ex) {
						interrupted.set(true);
					}
				});
			}
			catch (Throwable ex) {
				failure.complete(ex);
			}
		});
		waiting.await();
		caller.interrupt();
		assertThat(failure.get()).isInstanceOf(InterruptedException.class);
		assertThat(failure.get().getSuppressed()[0]).hasMessageContaining("[sync wait]");
		assertThat(interrupted).isTrue();
		caller.join();
	}

	@Test
	void onlyInABubble() throws Exception {
		assertThatIllegalStateException().isThrownBy(Bubble::await)
			.withMessageStartingWith("The caller is no goroutine of a bubble, but Thread[");
		assertThatIllegalStateException().isThrownBy(Bubble::now);
		assertThatIllegalStateException().isThrownBy(Bubble::runtime);
		try (GoRuntime runtime = GoRuntime.create()) {
			assertThatIllegalStateException().isThrownBy(() -> runtime.go(Bubble::await).join());
		}
	}

	@Test
	void bubblesSideBySideHaveClocksOfTheirOwn() throws Exception {
		List<CompletableFuture<Instant>> ends = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int days = i;
			CompletableFuture<Instant> end = new CompletableFuture<>();
			ends.add(end);
			Thread.ofPlatform().start(() -> {
				try {
					Bubble.run(() -> {
						for (int k = 0; k < 50 * days; k++) {
							Goroutine.sleep(Duration.ofDays(1));
						}
						end.complete(Bubble.now());
					});
				}
				catch (Throwable ex) {
					end.completeExceptionally(ex);
				}
			});
		}
		for (int i = 0; i < 8; i++) {
			assertThat(ends.get(i).get()).isEqualTo(MIDNIGHT.plus(Duration.ofDays(50L * i)));
		}
	}

	@Test
	void onePIsAllThereIs() throws Exception {
		Bubble.run(() -> {
			assertThat(Bubble.runtime().gomaxprocs()).isEqualTo(1);
			assertThat(Bubble.runtime().gomaxprocs(1)).isEqualTo(1);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> Bubble.runtime().gomaxprocs(2))
				.withMessage("A bubble has one P: gomaxprocs cannot be 2");
		});
	}

	@Test
	void badSeedIsNamed() {
		System.setProperty(Bubble.SEED_PROPERTY, "x");
		try {
			assertThatIllegalArgumentException().isThrownBy(() -> Bubble.run(() -> {
			})).withMessage("System property goroutine.bubble.seed must be a whole number, but is 'x'");
		}
		finally {
			System.clearProperty(Bubble.SEED_PROPERTY);
		}
	}

	@Test
	void leavesNoThreadsBehind() throws Exception {
		for (int i = 0; i < 300; i++) {
			Bubble.run(() -> Goroutine.sleep(Duration.ofDays(1)));
		}
		assertThat(Thread.getAllStackTraces().keySet()).noneMatch((thread) -> thread.getName().equals("go-bubble"));
	}

}
