package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A goroutine that burns CPU or blocks its OS thread never stops the others: on the JDK's
 * scheduler, or without sysmon, most of these hang.
 */
@Timeout(60)
class HandoffTests {

	@Test
	void hogsDoNotStopTheOthers() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<Void>> hogs = burn(runtime, 4, stop);
			for (int i = 0; i < 100; i++) {
				assertThat(runtime.go(() -> "ran").get()).isEqualTo("ran");
			}
			SchedulerSnapshot snapshot = runtime.snapshot();
			assertThat(snapshot.totals().handoffs()).isPositive();
			assertThat(snapshot.goroutines().blocked()).as("burning is not blocking").isZero();
			assertThat(snapshot.goroutines().running()).isEqualTo(4);
			stop.set(true);
			for (Goroutine<Void> hog : hogs) {
				hog.join();
			}
		}
	}

	@Test
	void processorWithoutWorkIsHandedToNobody() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			SchedulerSnapshot snapshot = runtime.go(() -> Goroutine.blocking(runtime::snapshot)).get();
			assertThat(snapshot.totals().handoffs()).isOne();
			assertThat(snapshot.processors()).extracting(SchedulerSnapshot.Processor::status)
				.containsOnly(ProcessorStatus.IDLE);
			assertThat(snapshot.machines()).as("no M was started for it").hasSize(1);
		}
	}

	@Test
	void hogThatStartsGoroutinesStillShares() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicInteger children = new AtomicInteger();
			Goroutine<Void> hog = runtime.go(() -> {
				while (!stop.get()) {
					if (children.get() < 1_000) {
						runtime.go(() -> {
							children.incrementAndGet();
						});
					}
				}
			});
			await().until(() -> children.get() >= 1_000);
			assertThat(hog.isDone()).isFalse();
			stop.set(true);
			hog.join();
		}
	}

	/** Now and then the operating system does not let one see the request in time. */
	@Test
	void hogThatCallsTheRuntimeYieldsWhenAsked() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			int turns = 10;
			int tries = 0;
			long lost;
			do {
				assertThat(tries++).as("tries in which most lost their P").isLessThan(5);
				long before = runtime.snapshot().totals().handoffs();
				for (int i = 0; i < turns; i++) {
					keepsStartingOthersUntilTheyRun(runtime).join();
				}
				lost = runtime.snapshot().totals().handoffs() - before;
			}
			while (lost >= turns / 2);
		}
	}

	/** Those wait until this one is asked to yield, or loses its P. */
	private static Goroutine<Void> keepsStartingOthersUntilTheyRun(GoRuntime runtime) {
		AtomicBoolean stop = new AtomicBoolean();
		return runtime.go(() -> {
			runtime.go(() -> stop.set(true));
			while (!stop.get()) {
				runtime.go(() -> {
				});
			}
		});
	}

	@Test
	void blockedReadsDoNotStopTheOthersAndEndWhenThePipeIsWritten(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
				RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
			List<Goroutine<Integer>> readers = new ArrayList<>();
			for (int i = 0; i < 64; i++) {
				readers.add(runtime.go(() -> {
					try (FileInputStream in = new FileInputStream(pipe.toFile())) {
						return in.read();
					}
				}));
			}
			for (int i = 0; i < 1_000; i++) {
				assertThat(runtime.go(() -> "ran").get()).isEqualTo("ran");
			}
			await().until(() -> runtime.snapshot().goroutines().blocked() == 64);
			SchedulerSnapshot snapshot = runtime.snapshot();
			assertThat(snapshot.machines().stream().filter((m) -> m.status() == MachineStatus.BLOCKED)).hasSize(64);
			assertThat(readers).allMatch((reader) -> reader.status() == GoroutineStatus.BLOCKED);
			assertThat(snapshot.processors()).as("none is stuck with them")
				.noneMatch((p) -> p.status() == ProcessorStatus.RUNNING && p.machine() != null
						&& snapshot.machines()
							.stream()
							.anyMatch((m) -> m.id() == p.machine() && m.status() == MachineStatus.BLOCKED));
			for (int i = 0; i < 64; i++) {
				writer.write(i);
			}
			int sum = 0;
			for (Goroutine<Integer> reader : readers) {
				sum += reader.get();
			}
			assertThat(sum).isEqualTo(63 * 64 / 2);
			assertThat(runtime.snapshot().goroutines().alive()).isZero();
		}
	}

	@Test
	void knownBlockingCallHandsOffBeforeItBlocks() throws Exception {
		// With a time slice of an hour nobody else would take the P in time.
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			CountDownLatch others = new CountDownLatch(100);
			AtomicBoolean unblock = new AtomicBoolean();
			Goroutine<String> blocking = runtime.go(() -> {
				for (int i = 0; i < 100; i++) {
					runtime.go(() -> others.countDown());
				}
				return Goroutine.blocking(() -> {
					while (!unblock.get()) {
						Thread.onSpinWait();
					}
					return "returned";
				});
			});
			others.await();
			assertThat(blocking.status()).isEqualTo(GoroutineStatus.BLOCKED);
			assertThat(runtime.snapshot().goroutines().blocked()).isOne();
			unblock.set(true);
			assertThat(blocking.get()).isEqualTo("returned");
			assertThat(runtime.snapshot().totals().handoffsByReason().explicit()).isOne();
		}
	}

	@Test
	void knownBlockingCallComesBackToAProcessor() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicInteger running = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			List<Goroutine<Void>> goroutines = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				goroutines.add(runtime.go(() -> {
					for (int round = 0; round < 20; round++) {
						Goroutine.blocking(() -> {
							Thread.onSpinWait();
							return "";
						});
						// From here on it must be alone on the P again.
						most.accumulateAndGet(running.incrementAndGet(), Math::max);
						running.decrementAndGet();
					}
				}));
			}
			for (Goroutine<Void> goroutine : goroutines) {
				goroutine.join();
			}
			// Where the machine is busy, one may have lost the P between the two lines.
			SchedulerSnapshot.Handoffs handoffs = runtime.snapshot().totals().handoffsByReason();
			assertThat(most.longValue()).isLessThanOrEqualTo(1 + handoffs.blocked() + handoffs.timeslice());
		}
	}

	@Test
	void blockingPassesTheFailureOnAndWorksOnAnyThread() throws Exception {
		Exception failure = new Exception("failed");
		assertThatThrownBy(() -> Goroutine.blocking(() -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(Goroutine.<Integer>blocking(() -> 1)).isOne();
		try (GoRuntime runtime = GoRuntime.create()) {
			assertThatThrownBy(runtime.go(() -> Goroutine.blocking(() -> {
				throw failure;
			}))::join).isSameAs(failure);
			// A body that parks within comes back on whatever M.
			assertThat(runtime.go(() -> Goroutine.<String>blocking(() -> runtime.go(() -> "nested").join())).join())
				.isEqualTo("nested");
		}
	}

	@Test
	void everyGoroutineIsAccountedForWhileGomaxprocsChanges() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicInteger started = new AtomicInteger();
			AtomicInteger ended = new AtomicInteger();
			List<Goroutine<Void>> spawners = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				spawners.add(runtime.go(() -> {
					while (!stop.get()) {
						started.incrementAndGet();
						Goroutine<Void> child = runtime.go(() -> {
							Goroutine.yield();
							ended.incrementAndGet();
						});
						if (started.get() % 8 == 0) {
							child.join();
						}
					}
				}));
			}
			int previous = 1;
			for (int i = 0; i < 1_000; i++) {
				for (int n : new int[] { 16, 2, 1 }) {
					assertThat(runtime.gomaxprocs(n)).isEqualTo(previous);
					previous = n;
				}
				if (i % 50 == 0) {
					assertThat(runtime.go(() -> "alive").get()).isEqualTo("alive");
				}
			}
			stop.set(true);
			for (Goroutine<Void> spawner : spawners) {
				spawner.join();
			}
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(30))).as(() -> runtime.snapshot().toString())
				.isTrue();
			assertThat(ended.get()).isEqualTo(started.get());
			assertThat(runtime.gomaxprocs()).isOne();
			await().until(() -> runtime.snapshot().processors().size() == 1);
			assertThat(mostAtATime(runtime)).isOne();
		}
	}

	@Test
	void moreProcessorsRunMoreAtATime() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			assertThat(mostAtATime(runtime)).isOne();
			runtime.gomaxprocs(4);
			CountDownLatch all = new CountDownLatch(4);
			List<Goroutine<Void>> goroutines = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				goroutines.add(runtime.go(() -> {
					all.countDown();
					while (all.getCount() > 0) {
						Thread.onSpinWait();
					}
				}));
			}
			for (Goroutine<Void> goroutine : goroutines) {
				goroutine.join();
			}
			assertThatThrownBy(() -> runtime.gomaxprocs(0))
				.hasMessage("gomaxprocs must be between 1 and 1024, but is 0");
			assertThat(runtime.gomaxprocs()).isEqualTo(4);
		}
	}

	@Test
	void surplusProcessorIsTakenFromAHog() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<Void>> hogs = burn(runtime, 2, stop);
			await().until(() -> runtime.snapshot().goroutines().running() == 2);
			runtime.gomaxprocs(1);
			await().until(() -> runtime.snapshot().totals().handoffs() > 0);
			stop.set(true);
			for (Goroutine<Void> hog : hogs) {
				hog.join();
			}
			assertThat(runtime.gomaxprocs(2)).isOne();
			assertThat(runtime.go(() -> "alive").get()).isEqualTo("alive");
		}
	}

	/** Nobody else runs, so sysmon could think that there is nothing to watch. */
	@Test
	void surplusProcessorIsTakenFromAHogThoughAllOthersAreIdle() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).timeSlice(Duration.ofMillis(200)).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			Goroutine<Void> hog = loneHogOnASurplusProcessor(runtime, () -> {
				while (!stop.get()) {
					Thread.onSpinWait();
				}
			});
			await().until(() -> runtime.snapshot().totals().handoffs() > 0);
			assertThat(runtime.snapshot().processors()).as("retired").hasSize(1);
			stop.set(true);
			hog.join();
		}
	}

	/** Whether it may steal or not: what waits there is for all. */
	@ParameterizedTest
	@ValueSource(strings = { "random", "none" })
	void whatAHogOnASurplusProcessorStartsRunsOnAnIdleOne(String policy) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder()
			.gomaxprocs(2)
			.stealPolicy(StealPolicy.of(policy))
			.timeSlice(Duration.ofHours(1))
			.build()) {
			AtomicInteger ended = new AtomicInteger();
			AtomicBoolean starts = new AtomicBoolean();
			Goroutine<Void> hog = loneHogOnASurplusProcessor(runtime, () -> {
				while (!starts.get()) {
					Thread.onSpinWait();
				}
				for (int i = 0; i < 10; i++) {
					runtime.go(ended::incrementAndGet);
				}
				while (ended.get() < 10) {
					Thread.onSpinWait();
				}
			});
			assertThat(runtime.snapshot().processors()).as("those that still run are shown")
				.extracting(SchedulerSnapshot.Processor::status)
				.containsExactly(ProcessorStatus.IDLE, ProcessorStatus.RUNNING);
			starts.set(true);
			hog.join();
			await().until(() -> runtime.snapshot().processors().size() == 1);
		}
	}

	/** With GOMAXPROCS 1, and P0 idle. */
	private static Goroutine<Void> loneHogOnASurplusProcessor(GoRuntime runtime, Runnable body) {
		AtomicBoolean other = new AtomicBoolean();
		AtomicBoolean begins = new AtomicBoolean();
		AtomicReference<Thread> first = new AtomicReference<>();
		List<Goroutine<Void>> hogs = new ArrayList<>();
		for (int i = 1; i <= 2; i++) {
			int running = i;
			hogs.add(runtime.go(() -> {
				while (first.get() == null) {
					Thread.onSpinWait();
				}
				if (first.get() == Thread.currentThread()) {
					while (!other.get()) {
						Thread.onSpinWait();
					}
				}
				else {
					begins.set(true);
					body.run();
				}
			}));
			await().until(() -> runtime.snapshot().goroutines().running() == running);
		}
		first.set(hogs.stream()
			.map((hog) -> ((GoroutineTask<?>) hog).thread())
			.filter((thread) -> isOn(runtime.snapshot(), thread, 0))
			.findAny()
			.orElseThrow());
		await().untilTrue(begins);
		runtime.gomaxprocs(1);
		other.set(true);
		await().until(() -> runtime.snapshot().processors().getFirst().status() == ProcessorStatus.IDLE);
		return hogs.stream().filter((hog) -> ((GoroutineTask<?>) hog).thread() != first.get()).findAny().orElseThrow();
	}

	private static boolean isOn(SchedulerSnapshot snapshot, Thread goroutine, int processor) {
		return snapshot.machines()
			.stream()
			.anyMatch((machine) -> Objects.equals(machine.processor(), processor)
					&& Objects.equals(machine.goroutine(), goroutine.threadId()));
	}

	/**
	 * Its time counts from the call. The only P is somebody else's until the goroutine is
	 * seen to wait, so it must not wait for the P before it sets its alarm.
	 */
	@ParameterizedTest
	@MethodSource
	void waitForATimeBeginsWithoutAProcessor(GoBody wait) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			AtomicBoolean taken = new AtomicBoolean();
			Goroutine<Void> waits = runtime.go(() -> {
				Goroutine.blocking(() -> {
					while (!taken.get()) {
						Thread.onSpinWait();
					}
					wait.run();
					return true;
				});
			});
			Thread thread = ((GoroutineTask<?>) waits).thread();
			Goroutine<Boolean> keeper = runtime.go(() -> {
				taken.set(true);
				long deadline = System.nanoTime() + 10_000_000_000L;
				while (thread.getState() != Thread.State.WAITING && System.nanoTime() - deadline < 0) {
					Thread.onSpinWait();
				}
				return thread.getState() == Thread.State.WAITING;
			});
			assertThat(keeper.get()).isTrue();
			waits.cancel(true);
		}
	}

	static List<GoBody> waitForATimeBeginsWithoutAProcessor() {
		Duration hour = Duration.ofHours(1);
		return List.of(() -> Goroutine.sleep(hour), () -> Chan.<String>unbuffered().tryReceive(hour),
				() -> Select.select(Chan.<String>unbuffered().onReceive((value) -> "value"),
						Select.onTimeout(hour, () -> "late")),
				() -> Timers.after(hour).receive(), () -> Context.background().withTimeout(hour).done().receive());
	}

	private static boolean hasProcessor(SchedulerSnapshot.Machine machine) {
		return machine.status() == MachineStatus.RUNNING || machine.status() == MachineStatus.SPINNING;
	}

	/** Nobody takes it from them: each runs for a moment only. */
	@Test
	void surplusProcessorIsGivenUpByThoseWhoYield() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).timeSlice(Duration.ofHours(1)).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<Void>> yielders = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				yielders.add(runtime.go(() -> {
					while (!stop.get()) {
						Goroutine.yield();
					}
				}));
			}
			await().until(() -> runtime.snapshot().goroutines().running() == 2);
			runtime.gomaxprocs(1);
			await().until(() -> IntStream.range(0, 100)
				.allMatch(
						(i) -> runtime.snapshot().machines().stream().filter(HandoffTests::hasProcessor).count() <= 1));
			stop.set(true);
			for (Goroutine<Void> yielder : yielders) {
				yielder.join();
			}
		}
	}

	/**
	 * A pair that has little to say beside one that never stops, on one P: counted in
	 * rounds, not in time, the second may have twenty times its share at most.
	 */
	@Test
	void lightPairIsNotStarvedByABusyOne() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			int rounds = 1_000;
			AtomicInteger busyRounds = new AtomicInteger();
			AtomicBoolean stop = new AtomicBoolean();
			runtime.go(() -> {
				pair(runtime, () -> busyRounds.incrementAndGet() > 1_000 * rounds || stop.get());
				AtomicInteger lightRounds = new AtomicInteger();
				int before = busyRounds.get();
				pair(runtime, () -> lightRounds.incrementAndGet() > rounds).join();
				assertThat(busyRounds.get() - before).isLessThan(20 * rounds);
				stop.set(true);
			}).join();
		}
	}

	/**
	 * Two goroutines that unpark each other until one is told to stop; ends with the
	 * first.
	 */
	private static Goroutine<Void> pair(GoRuntime runtime, BooleanSupplier ends) {
		AtomicReference<Thread> ping = new AtomicReference<>();
		Goroutine<Void> pong = runtime.go(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				LockSupport.park();
				LockSupport.unpark(ping.get());
			}
		});
		return runtime.go(() -> {
			ping.set(Thread.currentThread());
			while (!ends.getAsBoolean()) {
				LockSupport.unpark(((GoroutineTask<?>) pong).thread());
				LockSupport.park();
			}
			pong.cancel(true);
		});
	}

	@Test
	void idleRuntimeUsesNoCpu() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().name("quiet").idleMTimeout(Duration.ofMillis(10)).build()) {
			runtime.go(() -> 1).get();
			Thread sysmon = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().equals("go-quiet-sysmon"))
				.findFirst()
				.orElseThrow();
			// Timed while it still looks in now and then, untimed once it sleeps until it
			// is woken.
			await().until(() -> sysmon.getState() == Thread.State.WAITING);
			await().until(() -> runtime.snapshot().machines().isEmpty());
			assertThat(runtime.go(() -> "woken").get()).isEqualTo("woken");
			AtomicBoolean stop = new AtomicBoolean();
			burn(runtime, 2 * runtime.gomaxprocs(), stop);
			assertThat(runtime.go(() -> "watched again").get()).isEqualTo("watched again");
			stop.set(true);
		}
	}

	private static List<Goroutine<Void>> burn(GoRuntime runtime, int hogs, AtomicBoolean stop) {
		List<Goroutine<Void>> goroutines = new ArrayList<>();
		for (int i = 0; i < hogs; i++) {
			goroutines.add(runtime.go(() -> {
				while (!stop.get()) {
					Thread.onSpinWait();
				}
			}));
		}
		return goroutines;
	}

	private static int mostAtATime(GoRuntime runtime) {
		return MostAtATime.of(runtime, (body) -> {
			for (int i = 0; i < 200; i++) {
				runtime.go(body);
			}
		});
	}

}
