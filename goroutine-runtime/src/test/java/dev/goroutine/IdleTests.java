package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A runtime that has nothing to do costs nothing, whatever it has done before.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class IdleTests {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final Duration WATCHED = Duration.ofSeconds(3);

	/**
	 * One percent of a core; a thread that spins, or polls all the time, takes far more.
	 */
	private static final Duration ALLOWED = WATCHED.dividedBy(100);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void usesPracticallyNoCpuWhileItsMachinesWait(boolean leaks, @TempDir Path directory) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().name("idle").gomaxprocs(4).leakDetection(leaks).build()) {
			work(runtime, directory);
			awaitRest(runtime);
			List<Thread> threads = threads();
			assertThat(threads).as("sysmon and many Ms").hasSizeGreaterThan(8);
			assertUsesPracticallyNoCpu(threads);
			assertThat(runtime.go(() -> "woken").join()).isEqualTo("woken");
		}
	}

	@Test
	void keepsAtMostOneMachineAfterTheTimeout(@TempDir Path directory) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder()
			.name("idle")
			.gomaxprocs(4)
			.idleMTimeout(Duration.ofMillis(200))
			.build()) {
			for (int round = 0; round < 2; round++) {
				work(runtime, directory.resolve("pipe" + round));
				await().until(() -> runtime.snapshot().machines().size() <= 1 && threads().size() <= 2);
				assertThat(threads()).extracting(Thread::getName).contains("go-idle-sysmon");
			}
			awaitRest(runtime);
			assertUsesPracticallyNoCpu(threads());
		}
	}

	/** Something of everything that makes the scheduler wake up now and then. */
	private static void work(GoRuntime runtime, Path directory) throws Exception {
		Path pipe = directory.resolveSibling(directory.getFileName() + "-fifo");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		List<Goroutine<?>> goroutines = new ArrayList<>();
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
			for (int i = 0; i < 8; i++) {
				goroutines.add(runtime.go(() -> {
					try (FileInputStream in = new FileInputStream(pipe.toFile())) {
						return in.read();
					}
				}));
				goroutines.add(runtime.go(() -> {
					long start = System.nanoTime();
					while (System.nanoTime() - start < 20_000_000) {
						Thread.onSpinWait();
					}
				}));
				goroutines.add(runtime.go(() -> Goroutine.sleep(Duration.ofMillis(10))));
				goroutines.add(runtime.go(() -> Goroutine.yield()));
			}
			await().until(() -> runtime.snapshot().goroutines().blocked() == 8);
			writer.write(new byte[8]);
			for (Goroutine<?> goroutine : goroutines) {
				goroutine.join();
			}
		}
	}

	/** Sysmon sleeps until it is woken, and the Ms wait. */
	private static void awaitRest(GoRuntime runtime) {
		await().until(() -> runtime.snapshot().machines().stream().allMatch((m) -> m.status() == MachineStatus.IDLE));
		await().until(() -> threads().stream()
			.filter((thread) -> thread.getName().equals("go-idle-sysmon"))
			.allMatch((thread) -> thread.getState() == Thread.State.WAITING));
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("go-idle-"))
			.toList();
	}

	private static void assertUsesPracticallyNoCpu(List<Thread> threads) throws InterruptedException {
		long before = cpuNanos(threads);
		Thread.sleep(WATCHED);
		assertThat(Duration.ofNanos(cpuNanos(threads) - before)).isLessThan(ALLOWED);
	}

	private static long cpuNanos(List<Thread> threads) {
		// -1 for one that has ended.
		return threads.stream().mapToLong((thread) -> Math.max(0, THREADS.getThreadCpuTime(thread.threadId()))).sum();
	}

}
