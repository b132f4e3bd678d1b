package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All Ms that there may be block their threads: work waits, with one warning, and goes on
 * as soon as one of them comes back.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class MaxMachinesTests {

	private static final int WAITING = 100;

	private final SchedulerWarnings warnings = new SchedulerWarnings();

	@AfterEach
	void stopListening() {
		this.warnings.close();
	}

	@ParameterizedTest
	@CsvSource({ "1,1,true", "1,1,false", "2,4,true", "2,4,false", "8,3,true", "8,3,false" })
	void everythingBlockedWaitsWarnsOnceAndRecovers(int gomaxprocs, int maxM, boolean announced,
			@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw");
				GoRuntime runtime = GoRuntime.builder().name("limited").gomaxprocs(gomaxprocs).maxM(maxM).build()) {
			for (int round = 0; round < 3; round++) {
				List<Goroutine<Integer>> readers = new ArrayList<>();
				for (int i = 0; i < maxM; i++) {
					readers.add(runtime.go(() -> announced ? Goroutine.blocking(() -> read(pipe)) : read(pipe)));
				}
				await().until(() -> runtime.snapshot().goroutines().blocked() == maxM);
				AtomicInteger ran = new AtomicInteger();
				List<Goroutine<Integer>> waiting = new ArrayList<>();
				for (int i = 0; i < WAITING; i++) {
					waiting.add(runtime.go(() -> {
						Goroutine.yield();
						return ran.incrementAndGet();
					}));
				}
				await().until(() -> !this.warnings.messages.isEmpty());
				assertThat(runtime.snapshot().machines()).hasSize(maxM);
				assertThat(runtime.snapshot().goroutines().runnable()).isEqualTo(WAITING);
				assertThat(ran).as("there is no M to run them").hasValue(0);
				writer.write(1);
				for (Goroutine<Integer> each : waiting) {
					each.join();
				}
				assertThat(ran).hasValue(WAITING);
				assertThat(readers.stream().filter(Goroutine::isDone)).as("the others still block").hasSize(1);
				writer.write(new byte[maxM - 1]);
				for (Goroutine<Integer> reader : readers) {
					reader.join();
				}
				assertRunAtATime(runtime, Math.min(gomaxprocs, maxM));
			}
			assertThat(this.warnings.messages).containsExactly("Runtime 'limited': all " + maxM
					+ " Ms (max-m) are busy or blocked: goroutines wait until one comes back");
		}
	}

	/**
	 * Each of two Ps has something in its queue when its goroutine blocks and there is no
	 * M for it. The one M that comes back has one of them only, and steals nothing.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatWaitsAtAProcessorWithoutAMachineRunsOnAnother(boolean announced, @TempDir Path directory)
			throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw");
				GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).maxM(2).stealPolicy(StealPolicy.none()).build()) {
			CountDownLatch running = new CountDownLatch(2);
			CountDownLatch started = new CountDownLatch(2);
			List<Goroutine<Integer>> readers = new ArrayList<>();
			Queue<Goroutine<Void>> left = new ConcurrentLinkedQueue<>();
			for (int i = 0; i < 2; i++) {
				long before = running.getCount();
				readers.add(runtime.go(() -> {
					spinDown(running);
					left.add(runtime.go(() -> {
					}));
					spinDown(started);
					return announced ? Goroutine.blocking(() -> read(pipe)) : read(pipe);
				}));
				// The second one gets an M and a P of its own.
				await().until(() -> running.getCount() < before);
			}
			await().until(() -> runtime.snapshot().goroutines().blocked() == 2);
			assertThat(left).hasSize(2);
			writer.write(1);
			for (Goroutine<Void> each : left) {
				each.join();
			}
			assertThat(readers.stream().filter(Goroutine::isDone)).as("the other still blocks").hasSize(1);
			writer.write(1);
		}
	}

	private static void spinDown(CountDownLatch latch) {
		latch.countDown();
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	private static int read(Path pipe) throws Exception {
		try (FileInputStream in = new FileInputStream(pipe.toFile())) {
			return in.read();
		}
	}

	private static void assertRunAtATime(GoRuntime runtime, int count) throws Exception {
		CountDownLatch all = new CountDownLatch(count);
		List<Goroutine<Void>> goroutines = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			goroutines.add(runtime.go(() -> spinDown(all)));
		}
		for (Goroutine<Void> goroutine : goroutines) {
			goroutine.join();
		}
	}

}
