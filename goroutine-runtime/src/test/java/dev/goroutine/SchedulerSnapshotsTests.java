package dev.goroutine;

import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a snapshot makes of what it reads.
 */
class SchedulerSnapshotsTests {

	private static final int MACHINES = 2_000;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Test
	void whatRunsAndWhatIsQueued() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			runtime.go(() -> 1).join();
			SchedulerSnapshot snapshot = runtime.go(() -> {
				for (int i = 0; i < 3; i++) {
					runtime.go(() -> 1);
				}
				return runtime.snapshot();
			}).join();
			assertThat(snapshot.goroutines()).isEqualTo(new SchedulerSnapshot.Goroutines(3, 1, 0, 0));
			assertThat(snapshot.processors().getFirst().status()).isEqualTo(ProcessorStatus.RUNNING);
			assertThat(snapshot.processors().getFirst().machine()).isEqualTo(snapshot.machines().getFirst().id());
			assertThat(snapshot.processors().getFirst().runQueueSize()).isEqualTo(2);
			assertThat(snapshot.processors().getFirst().runNext()).isTrue();
			assertThat(snapshot.machines().getFirst().status()).isEqualTo(MachineStatus.RUNNING);
			assertThat(snapshot.machines().getFirst().processor()).isZero();
			assertThat(snapshot.totals().created()).isEqualTo(5);
			assertThat(snapshot.totals().completed()).isOne();
		}
	}

	/** Not with a walk through all of them for each, which took 10 ms a look. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void manyMachinesAreLookedAtOnceEach(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
		try (RandomAccessFile pipe = new RandomAccessFile(path.toFile(), "rw");
				GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			for (int i = 0; i < MACHINES; i++) {
				runtime.go(() -> Goroutine.blocking(pipe::read));
			}
			await().atMost(PATIENCE).until(() -> runtime.snapshot().goroutines().blocked() == MACHINES);
			assertThat(runtime.goroutines()).hasSize(MACHINES)
				.allSatisfy((goroutine) -> assertThat(goroutine.status()).isEqualTo(GoroutineStatus.BLOCKED));
			pipe.write(new byte[MACHINES]);
			await().atMost(PATIENCE).until(() -> count(runtime.snapshot(), MachineStatus.IDLE) >= MACHINES);
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			long start = threads.getCurrentThreadCpuTime();
			for (int i = 0; i < 200; i++) {
				assertThat(count(runtime.snapshot(), MachineStatus.IDLE)).isGreaterThanOrEqualTo(MACHINES);
			}
			assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
		}
	}

	private static long count(SchedulerSnapshot snapshot, MachineStatus status) {
		return snapshot.machines().stream().filter((machine) -> machine.status() == status).count();
	}

	/** Whatever their body has made of that. */
	@Test
	void cancelledGoroutinesHaveNotFailed() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			runtime.go(() -> {
				throw new IllegalStateException("fails");
			});
			runtime.go(() -> {
				throw new CancellationException("of something else");
			});
			CountDownLatch forever = new CountDownLatch(1);
			Goroutine<?> interrupted = runtime.go(() -> forever.await());
			Goroutine<?> translates = runtime.go(() -> {
				try {
					forever.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			Goroutine<?> goesOn = runtime.go(() -> {
				try {
					forever.await();
				}
				catch (InterruptedException ex) {
					// Its result comes too late.
				}
			});
			Goroutine<?> fromOutside = runtime.go(() -> forever.await());
			await().until(() -> runtime.snapshot().goroutines().waiting() == 4);
			interrupted.cancel(true);
			translates.cancel(true);
			goesOn.cancel(true);
			runtime.interrupt(fromOutside.id());
			runtime.go(() -> runtime.go(() -> "never begins").cancel(true)).join();
			await().until(() -> runtime.snapshot().goroutines().alive() == 0);
			SchedulerSnapshot.Totals totals = runtime.snapshot().totals();
			assertThat(totals.failed()).as("a mere interrupt cancels nothing").isEqualTo(3);
			assertThat(totals.cancelled()).isEqualTo(4);
			assertThat(totals.completed()).isEqualTo(8);
		}
	}

	@Test
	void whatBlocksHasHandedOffItsProcessor() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<SchedulerSnapshot> blocked = runtime.go(() -> {
				Goroutine.blocking(() -> 1);
				return Goroutine.blocking(() -> runtime.snapshot());
			});
			SchedulerSnapshot snapshot = blocked.join();
			assertThat(snapshot.goroutines()).isEqualTo(new SchedulerSnapshot.Goroutines(0, 0, 0, 1));
			assertThat(snapshot.totals().handoffs()).isEqualTo(2);
			assertThat(snapshot.totals().handoffsByReason()).isEqualTo(new SchedulerSnapshot.Handoffs(0, 0, 2));
			assertThat(snapshot.processors()).singleElement().satisfies((p) -> {
				assertThat(p.status()).isEqualTo(ProcessorStatus.IDLE);
				assertThat(p.machine()).isNull();
				assertThat(p.handoffs()).isEqualTo(2);
			});
			assertThat(snapshot.machines()).singleElement().satisfies((m) -> {
				assertThat(m.status()).isEqualTo(MachineStatus.BLOCKED);
				assertThat(m.processor()).isNull();
				assertThat(m.goroutine()).isEqualTo(blocked.id());
			});
		}
	}

	/** Of a scheduler that goes on meanwhile, and has all else fitted to those alive. */
	@ParameterizedTest
	@CsvSource({ "10, 2, 3, 4, 4, 2, 1, 3", "9, 2, 3, 4, 4, 2, 0, 3", "8, 2, 3, 4, 3, 2, 0, 3",
			"4, 2, 3, 4, 0, 2, 0, 2", "1, 2, 3, 4, 0, 1, 0, 0", "0, 2, 3, 4, 0, 0, 0, 0", "5, 0, 0, 0, 0, 0, 5, 0" })
	void addsUp(long alive, long running, long blocked, long queued, long fitRunnable, long fitRunning, long fitWaiting,
			long fitBlocked) {
		assertThat(SchedulerSnapshots.goroutines(alive, running, blocked, queued))
			.isEqualTo(new SchedulerSnapshot.Goroutines(fitRunnable, fitRunning, fitWaiting, fitBlocked));
	}

}
