package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Shutdown completes every future, loses no continuation, hangs nowhere and leaves no
 * thread.
 */
@Timeout(60)
class ShutdownTests {

	private final GoRuntime runtime = GoRuntime.builder().name("shutdown").gomaxprocs(2).build();

	@AfterEach
	void close() {
		this.runtime.shutdown(Duration.ZERO);
	}

	@Test
	void waitsForThoseThatEndInTime() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		Goroutine<String> goroutine = this.runtime.go(() -> {
			latch.await();
			return "done";
		});
		CompletableFuture<Boolean> shutdown = CompletableFuture
			.supplyAsync(() -> this.runtime.shutdown(Duration.ofSeconds(50)));
		await().untilAsserted(() -> assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.runtime.go(() -> 1)));
		assertThat(shutdown).isNotDone();
		latch.countDown();
		assertThat(shutdown.get()).isTrue();
		assertThat(goroutine.get()).isEqualTo("done");
		assertNoThreads();
	}

	@Test
	void interruptsThoseThatDoNot() {
		List<Goroutine<?>> goroutines = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			goroutines.add(this.runtime.go(() -> new CountDownLatch(1).await()));
		}
		assertThat(this.runtime.shutdown(Duration.ofMillis(1))).isTrue();
		assertThat(goroutines).allMatch((g) -> g.exceptionNow() instanceof InterruptedException);
		assertNoThreads();
	}

	@Test
	void cancelsThoseThatDoNotListenAndTheyGoOnElsewhere() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<String> carrier = new CompletableFuture<>();
		Goroutine<Void> deaf = this.runtime.go(() -> {
			begun.countDown();
			while (!stop.get()) {
				LockSupport.parkNanos(1_000_000);
				Thread.interrupted();
			}
			carrier.complete(Thread.currentThread().toString());
		});
		// One that is cancelled before it begins never does.
		begun.await();
		assertThat(this.runtime.shutdown(Duration.ofMillis(1), Duration.ofMillis(10))).isFalse();
		assertThat(deaf.isCancelled()).isTrue();
		assertNoThreads();
		stop.set(true);
		assertThat(carrier.get()).contains("ForkJoinPool");
		await().until(() -> deaf.status() == GoroutineStatus.DEAD);
		SchedulerSnapshot.Totals totals = this.runtime.snapshot().totals();
		assertThat(totals.completed()).isEqualTo(totals.created());
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	/**
	 * One that is unparked all the time, at a runtime with hardly any Ms. As it ends,
	 * somebody may have read that it goes on, and hand the goroutine to nobody.
	 */
	@Test
	@Tag("long")
	@Timeout(600)
	void whoIsReadiedDuringTheEndGoesOn() throws Exception {
		for (int round = 0; round < 1_000; round++) {
			GoRuntime few = GoRuntime.builder().name("few").gomaxprocs(2).maxM(2).build();
			AtomicBoolean stop = new AtomicBoolean();
			AtomicInteger turns = new AtomicInteger();
			CompletableFuture<Thread> parks = new CompletableFuture<>();
			Goroutine<Void> goroutine = few.go(() -> {
				parks.complete(Thread.currentThread());
				while (!stop.get()) {
					LockSupport.park();
					Thread.interrupted();
					turns.incrementAndGet();
				}
			});
			Thread thread = parks.get();
			Thread unparks = Thread.ofPlatform().start(() -> {
				while (!stop.get()) {
					LockSupport.unpark(thread);
				}
			});
			try {
				few.shutdown(Duration.ofMillis(1), Duration.ofMillis(1));
				int seen = turns.get();
				await().pollDelay(Duration.ZERO).until(() -> turns.get() > seen);
			}
			finally {
				stop.set(true);
			}
			unparks.join();
			LockSupport.unpark(thread);
			thread.join();
			assertThat(goroutine.isDone()).isTrue();
		}
	}

	/** What depends on a future that the shutdown cancels may take any time. */
	@Test
	void callbacksOfThoseThatAreCancelledDoNotHoldItUp() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
		List<Goroutine<?>> deaf = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Goroutine<Void> goroutine = this.runtime.go(() -> awaitUninterruptibly(release));
			goroutine.toCompletableFuture().whenComplete((result, failure) -> {
				awaitUninterruptibly(release);
				threads.add(Thread.currentThread().toString());
			});
			deaf.add(goroutine);
		}
		CompletableFuture<Boolean> shutdown = CompletableFuture
			.supplyAsync(() -> this.runtime.shutdown(Duration.ZERO, Duration.ofMillis(10)));
		try {
			assertThat(shutdown.get(30, TimeUnit.SECONDS)).isFalse();
			assertThat(deaf).allMatch(Goroutine::isCancelled);
			assertThat(threads).isEmpty();
		}
		finally {
			release.countDown();
		}
		await().until(() -> threads.size() == deaf.size());
		assertThat(threads).allMatch((thread) -> thread.startsWith("VirtualThread") && thread.contains("ForkJoinPool"));
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// Deaf.
			}
		}
	}

	@Test
	void foreignVirtualThreadsOutliveIt() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		CompletableFuture<String> carrier = new CompletableFuture<>();
		Thread foreign = this.runtime.go(() -> Thread.startVirtualThread(() -> {
			try {
				latch.await();
				carrier.complete(Thread.currentThread().toString());
			}
			catch (InterruptedException ex) {
				carrier.completeExceptionally(ex);
			}
		})).join();
		await().until(() -> foreign.getState() == Thread.State.WAITING);
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
		assertNoThreads();
		latch.countDown();
		assertThat(carrier.get()).contains("ForkJoinPool");
	}

	@Test
	void fromAGoroutineDoesNotWaitForItself() throws Exception {
		Goroutine<Void> other = this.runtime.go(() -> new CountDownLatch(1).await());
		Goroutine<Boolean> closer = this.runtime.go(() -> this.runtime.shutdown(Duration.ofMillis(1)));
		assertThat(closer.get()).isTrue();
		assertThat(other.exceptionNow()).isInstanceOf(InterruptedException.class);
		assertNoThreads();
	}

	/** They can end only with the JVM, which ends after its shutdown hooks. */
	@Test
	void whoCallsSystemExitIsNotWaitedForByAShutdownHook() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(), Exits.class);
		assertThat(output.text()).contains("ended true, of the one beside it too");
		assertThat(output.exitCode()).isEqualTo(3);
	}

	@Test
	void fromManyGoroutinesAndThreadsAtOnce() throws Exception {
		List<Goroutine<Boolean>> inside = new ArrayList<>();
		CountDownLatch all = new CountDownLatch(8);
		for (int i = 0; i < 8; i++) {
			inside.add(this.runtime.go(() -> {
				all.countDown();
				all.await();
				return this.runtime.shutdown(Duration.ofSeconds(50));
			}));
		}
		all.await();
		List<CompletableFuture<Boolean>> outside = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			outside.add(CompletableFuture.supplyAsync(() -> this.runtime.shutdown(Duration.ofSeconds(50))));
		}
		for (Goroutine<Boolean> closer : inside) {
			assertThat(closer.get()).isTrue();
		}
		for (CompletableFuture<Boolean> closer : outside) {
			assertThat(closer.get()).isTrue();
		}
		assertNoThreads();
	}

	@Test
	void underLoadEveryFutureCompletes() throws Exception {
		for (int round = 0; round < 20; round++) {
			GoRuntime loaded = GoRuntime.builder().name("shutdown").gomaxprocs(2).build();
			ConcurrentLinkedQueue<Goroutine<?>> started = new ConcurrentLinkedQueue<>();
			AtomicInteger refused = new AtomicInteger();
			List<Thread> spawners = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				spawners.add(Thread.ofPlatform().start(() -> spawn(loaded, started, refused)));
			}
			started.add(loaded.go(() -> spawn(loaded, started, refused)));
			await().until(() -> loaded.snapshot().totals().created() > 1_000);
			loaded.shutdown(Duration.ofMillis(5));
			for (Thread spawner : spawners) {
				spawner.join();
			}
			assertThat(refused.get()).isEqualTo(3);
			awaitAll(started);
			SchedulerSnapshot.Totals totals = loaded.snapshot().totals();
			assertThat(totals.created()).isEqualTo(totals.completed());
		}
		this.runtime.close();
		assertNoThreads();
	}

	/** Goroutines that lose their P again and again, and none that listens. */
	@Test
	void whileProcessorsAreHandedOff() {
		this.runtime.close();
		for (int round = 1; round <= 6; round++) {
			GoRuntime burning = GoRuntime.builder().name("shutdown").gomaxprocs(1).build();
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<?>> hogs = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				hogs.add(burning.go(() -> {
					while (!stop.get()) {
						Thread.onSpinWait();
					}
				}));
			}
			int handoffs = round % 3;
			await().until(() -> burning.snapshot().totals().handoffs() >= handoffs);
			assertThat(burning.shutdown(Duration.ofMillis(round % 4), Duration.ofMillis(50))).isFalse();
			assertThat(hogs).allMatch(Goroutine::isCancelled);
			stop.set(true);
			assertNoThreads();
			assertAllAccountedFor(burning);
		}
	}

	@Test
	void whileGomaxprocsChanges() throws Exception {
		this.runtime.close();
		for (int round = 0; round < 6; round++) {
			GoRuntime resized = GoRuntime.builder().name("shutdown").gomaxprocs(2).build();
			ConcurrentLinkedQueue<Goroutine<?>> started = new ConcurrentLinkedQueue<>();
			AtomicInteger refused = new AtomicInteger();
			AtomicBoolean stop = new AtomicBoolean();
			Thread spawner = Thread.ofPlatform().start(() -> spawn(resized, started, refused));
			Thread resizer = Thread.ofPlatform().start(() -> {
				for (int i = 0; !stop.get(); i++) {
					resized.gomaxprocs(1 + i % 16);
				}
			});
			await().until(() -> resized.snapshot().totals().created() > 1_000);
			resized.shutdown(Duration.ofMillis(1));
			spawner.join();
			awaitAll(started);
			// Changed still, when nothing is left to run.
			assertNoThreads();
			stop.set(true);
			resizer.join();
			assertNoThreads();
			assertAllAccountedFor(resized);
		}
	}

	/** They come back from the operating system when there is no scheduler any more. */
	@Test
	void whileGoroutinesBlockTheirThreads(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
			ConcurrentLinkedQueue<Integer> read = new ConcurrentLinkedQueue<>();
			List<Goroutine<?>> readers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				readers.add(this.runtime.go(() -> {
					read.add(Goroutine.blocking(() -> {
						try (FileInputStream in = new FileInputStream(pipe.toFile())) {
							return in.read();
						}
					}));
				}));
			}
			await().until(() -> this.runtime.snapshot().goroutines().blocked() == 8);
			assertThat(this.runtime.shutdown(Duration.ofMillis(1), Duration.ofMillis(50))).isFalse();
			assertThat(readers).allMatch(Goroutine::isCancelled);
			writer.write(new byte[8]);
			assertNoThreads();
			await().until(() -> read.size() == 8);
			assertAllAccountedFor(this.runtime);
		}
	}

	private static void awaitAll(Iterable<Goroutine<?>> goroutines) throws Exception {
		for (Goroutine<?> goroutine : goroutines) {
			try {
				goroutine.toCompletableFuture().get(30, TimeUnit.SECONDS);
			}
			catch (ExecutionException | CancellationException ex) {
				// Completed is what counts.
			}
		}
	}

	private static void assertAllAccountedFor(GoRuntime runtime) {
		await().untilAsserted(() -> {
			SchedulerSnapshot.Totals totals = runtime.snapshot().totals();
			assertThat(totals.completed()).isEqualTo(totals.created());
		});
	}

	@Test
	void interruptedCallerEndsTheGraceAndStaysInterrupted() {
		Goroutine<Void> goroutine = this.runtime.go(() -> new CountDownLatch(1).await());
		Thread.currentThread().interrupt();
		boolean ended = this.runtime.shutdown(Duration.ofDays(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(ended).isTrue();
		assertThat(goroutine.exceptionNow()).isInstanceOf(InterruptedException.class);
	}

	@Test
	void awaitQuiescenceWaitsForTheLast() throws Exception {
		assertThat(this.runtime.awaitQuiescence(Duration.ZERO)).isTrue();
		CountDownLatch latch = new CountDownLatch(1);
		this.runtime.go(() -> latch.await());
		assertThat(this.runtime.awaitQuiescence(Duration.ofMillis(1))).isFalse();
		Goroutine<Boolean> waiter = this.runtime.go(() -> this.runtime.awaitQuiescence(Duration.ofSeconds(50)));
		assertThat(waiter.isDone()).isFalse();
		latch.countDown();
		assertThat(waiter.get()).as("it does not wait for itself").isTrue();
		this.runtime.close();
		assertNoThreads();
	}

	/** One that starts another and then waits itself is not taken for the other. */
	@Test
	void awaitQuiescenceByTwo() throws Exception {
		for (int i = 0; i < 6_000; i++) {
			AtomicBoolean ended = new AtomicBoolean();
			AtomicBoolean begun = new AtomicBoolean();
			Goroutine<Boolean> inside = this.runtime.go(() -> {
				begun.set(true);
				this.runtime.go(() -> {
					Goroutine.yield();
					ended.set(true);
				});
				return this.runtime.awaitQuiescence(Duration.ofSeconds(50));
			});
			while (!begun.get()) {
				Thread.onSpinWait();
			}
			assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
			assertThat(ended).as("in round %d", i).isTrue();
			assertThat(inside.get()).isTrue();
		}
	}

	@Test
	void aGroupWhoseContextEndsDuringTheGraceIsInterruptedAtOnce() throws Exception {
		Context.Cancellable parent = Context.background().withCancel();
		ErrGroup group = new ErrGroup(this.runtime, parent);
		CountDownLatch sleeping = new CountDownLatch(1);
		group.go(() -> {
			sleeping.countDown();
			Goroutine.sleep(Duration.ofHours(1));
		});
		sleeping.await();
		CompletableFuture<Boolean> shutdown = new CompletableFuture<>();
		Thread.ofPlatform().start(() -> shutdown.complete(this.runtime.shutdown(Duration.ofSeconds(50))));
		await().until(() -> {
			try {
				this.runtime.go(() -> 1);
				return false;
			}
			catch (RejectedExecutionException ex) {
				return true;
			}
		});
		parent.cancel();
		assertThat(shutdown.get(30, TimeUnit.SECONDS)).isTrue();
	}

	/** Each starts goroutines of every kind until it is refused. */
	private static void spawn(GoRuntime runtime, ConcurrentLinkedQueue<Goroutine<?>> started, AtomicInteger refused) {
		try {
			for (int i = 0;; i++) {
				switch (i % 4) {
					case 0 -> started.add(runtime.go(() -> 1));
					case 1 -> started.add(runtime.go(() -> Goroutine.yield()));
					case 2 -> started.add(runtime.go(() -> Thread.sleep(1)));
					default -> started.add(runtime.go(() -> runtime.go(() -> 1).join()));
				}
				if (i % 100 == 0) {
					Thread.yield();
				}
			}
		}
		catch (RejectedExecutionException ex) {
			refused.incrementAndGet();
		}
	}

	private static void assertNoThreads() {
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("go-shutdown-")));
	}

	static final class Exits {

		public static void main(String[] args) throws InterruptedException {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
			CountDownLatch exiting = new CountDownLatch(1);
			Goroutine<Void> beside = runtime.go(() -> {
				exiting.await();
				Goroutine.sleep(Duration.ofMillis(100));
			});
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				exiting.countDown();
				System.out.println("ended " + runtime.shutdown(Duration.ofSeconds(100)) + ", of the one beside it "
						+ ((beside.state() == Future.State.SUCCESS) ? "too" : "not"));
			}));
			for (int i = 0; i < 3; i++) {
				runtime.execute(() -> System.exit(3));
			}
			Thread.currentThread().join();
		}

	}

}
