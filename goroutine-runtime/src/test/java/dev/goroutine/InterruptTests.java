package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An interrupt that comes at any moment of whatever a goroutine does is seen once: as an
 * {@link InterruptedException}, or as the flag afterwards.
 */
@Timeout(100)
class InterruptTests {

	/** So often at most, or for so long: sleeping takes its time. */
	private static final int ROUNDS = 2_000;

	private static final long NANOS = 700_000_000;

	private static final long SEED = Long.getLong("interrupt.seed", System.nanoTime());

	@ParameterizedTest
	@EnumSource
	void isSeenOnce(Operation operation) throws Exception {
		for (int gomaxprocs : new int[] { 1, 4 }) {
			try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).build()) {
				SplittableRandom random = new SplittableRandom(SEED);
				List<Future<?>> all = new ArrayList<>();
				for (int i = 0; i < 2; i++) {
					Duel fromOutside = new Duel(runtime, operation, random.split());
					FutureTask<?> interrupter = new FutureTask<>(fromOutside::interrupt, null);
					Thread.ofPlatform().daemon().start(interrupter);
					Duel fromInside = new Duel(runtime, operation, random.split());
					all.addAll(List.of(interrupter, runtime.go(fromInside::interrupt), fromOutside.victim,
							fromInside.victim));
				}
				for (Future<?> each : all) {
					each.get();
				}
				assertThat(runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
				assertThat(runtime.snapshot().totals().failed()).isZero();
			}
			catch (ExecutionException ex) {
				throw new AssertionError(
						operation + ", gomaxprocs=" + gomaxprocs + ", -Dinterrupt.seed=" + SEED + ": " + ex.getCause(),
						ex);
			}
		}
	}

	/**
	 * A goroutine that does the same over and over, and one that interrupts it each time.
	 */
	private static final class Duel {

		private final GoRuntime runtime;

		private final Operation operation;

		private final SplittableRandom victims;

		private final SplittableRandom interrupters;

		private final Goroutine<Void> victim;

		/** The last one that the victim has begun. */
		private volatile int begun;

		/** The last one that the interrupt of has been sent. */
		private volatile int sent;

		Duel(GoRuntime runtime, Operation operation, SplittableRandom random) {
			this.runtime = runtime;
			this.operation = operation;
			this.victims = random.split();
			this.interrupters = random.split();
			this.victim = runtime.go(this::beInterrupted);
		}

		void interrupt() {
			Thread victim = ((GoroutineTask<?>) this.victim).thread();
			for (int round = 1; round <= ROUNDS; round++) {
				while (this.begun != round) {
					if (this.victim.isDone()) {
						return;
					}
					Thread.yield();
				}
				long pause = this.interrupters.nextInt(this.operation.nanos);
				long start = System.nanoTime();
				while (System.nanoTime() - start < pause) {
					// On one P the victim has to get its turn.
					if (this.interrupters.nextInt(8) == 0) {
						Thread.yield();
					}
				}
				victim.interrupt();
				this.sent = round;
			}
		}

		private void beInterrupted() throws Exception {
			long start = System.nanoTime();
			for (int round = 1; round <= ROUNDS && System.nanoTime() - start < NANOS; round++) {
				assertThat(Thread.currentThread().isInterrupted()).as("before round %d", round).isFalse();
				this.begun = round;
				int seen = 0;
				try {
					this.operation.perform(this.runtime, this.victims);
				}
				catch (InterruptedException ex) {
					assertThat(Thread.currentThread().isInterrupted()).as("twice in round %d", round).isFalse();
					seen++;
				}
				while (this.sent != round) {
					Goroutine.yield();
				}
				if (Thread.interrupted()) {
					seen++;
				}
				assertThat(seen).as("seen in round %d", round).isOne();
			}
		}

	}

	/** Takes up to about as long as its interrupt comes late. */
	enum Operation {

		NOTHING(1_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) {
			}

		},

		YIELD(5_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) {
				Goroutine.yield();
			}

		},

		PARK(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) {
				Thread self = Thread.currentThread();
				runtime.go(() -> LockSupport.unpark(self));
				LockSupport.park();
			}

		},

		SLEEP(2_000_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws InterruptedException {
				Goroutine.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
			}

		},

		SLEEP_NOT_AT_ALL(5_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws InterruptedException {
				Goroutine.sleep(Duration.ZERO);
			}

		},

		SLEEP_FOR_EVER(50_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws InterruptedException {
				Goroutine.sleep(Duration.ofDays(1));
			}

		},

		BLOCKING(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				Goroutine.blocking(() -> {
					spin(random.nextInt(10_000));
					return 1;
				});
			}

		},

		BLOCKING_AND_PARKED_IN_THERE(50_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				Goroutine.blocking(() -> {
					runtime.go(() -> spin(random.nextInt(10_000))).get();
					return 1;
				});
			}

		},

		GET(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				runtime.go(() -> Goroutine.yield()).get();
			}

		},

		GET_WITH_TIMEOUT(50_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				try {
					runtime.go(() -> spin(random.nextInt(20_000))).get(20, TimeUnit.MICROSECONDS);
				}
				catch (TimeoutException ex) {
					// Neither here nor there.
				}
			}

		},

		JOIN(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				runtime.go(() -> spin(random.nextInt(10_000))).join();
			}

		},

		GET_COMPLETABLE(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				runtime.go(() -> Goroutine.yield()).toCompletableFuture().get();
			}

		},

		START(10_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) {
				runtime.go(() -> 1);
				runtime.execute(() -> {
				});
			}

		},

		AWAIT_QUIESCENCE(500_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) {
				// The other goroutines do not end.
				runtime.awaitQuiescence(Duration.ofNanos(random.nextInt(500_000)));
			}

		},

		QUEUE(20_000) {

			@Override
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				SynchronousQueue<Integer> queue = new SynchronousQueue<>();
				Goroutine<Void> other = runtime.go(() -> {
					try {
						queue.put(1);
					}
					catch (InterruptedException ex) {
						// Nobody has come for it.
					}
				});
				try {
					queue.take();
				}
				finally {
					other.cancel(true);
				}
			}

		},

		MONITOR(20_000) {

			// To wake up for nothing does no harm.
			@Override
			@SuppressWarnings("WaitNotInLoop")
			void perform(GoRuntime runtime, SplittableRandom random) throws Exception {
				Object monitor = new Object();
				synchronized (monitor) {
					runtime.go(() -> {
						synchronized (monitor) {
							monitor.notifyAll();
						}
					});
					monitor.wait();
				}
			}

		};

		final int nanos;

		Operation(int nanos) {
			this.nanos = nanos;
		}

		abstract void perform(GoRuntime runtime, SplittableRandom random) throws Exception;

		static void spin(int nanos) {
			long start = System.nanoTime();
			while (System.nanoTime() - start < nanos) {
				Thread.onSpinWait();
			}
		}

	}

}
