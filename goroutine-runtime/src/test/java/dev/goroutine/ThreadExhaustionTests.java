package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The operating system has no more threads, while all Ms that there are block.
 */
@EnabledOnOs(OS.LINUX)
class ThreadExhaustionTests {

	/** A GiB of stack for each thread, and address space for some twenty of them. */
	private static final List<String> LIMITED = List.of("sh", "-c", "ulimit -v 26000000; exec \"$@\"", "sh");

	private static final List<String> SMALL_JVM = List.of("-Xss1g", "-Xmx256m", "-XX:+UseSerialGC",
			"-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m", "-XX:TieredStopAtLevel=1",
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED");

	@Test
	void workWaitsIsWarnedOfOnceAndGoesOn(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		ForkedJvm.Output output = ForkedJvm.run(LIMITED, SMALL_JVM, Readers.class, pipe.toString());
		assertThat(output.text()).contains("Failed to start the native thread for java.lang.Thread \"go-default-m")
			.contains("waited, all 40 read, shut down")
			.containsOnlyOnce("no OS thread is to be had for another M");
		assertThat(output.exitCode()).isZero();
	}

	static final class Readers {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(4).idleMTimeout(Duration.ofMillis(50)).build();
			try (RandomAccessFile pipe = new RandomAccessFile(args[0], "rw")) {
				List<Goroutine<Integer>> readers = new ArrayList<>();
				for (int i = 0; i < 40; i++) {
					readers.add(runtime.go(() -> {
						try (FileInputStream in = new FileInputStream(args[0])) {
							return in.read();
						}
					}));
				}
				// All Ms that there are block, and goroutines wait for more.
				await().pollInSameThread().until(() -> {
					SchedulerSnapshot snapshot = runtime.snapshot();
					return snapshot.goroutines().runnable() > 0 && snapshot.goroutines().blocked() > 0
							&& snapshot.goroutines().blocked() == snapshot.machines().size();
				});
				Goroutine<String> waiting = runtime.go(() -> "waited");
				pipe.write(new byte[40]);
				int read = 0;
				for (Goroutine<Integer> reader : readers) {
					read += reader.get() + 1;
				}
				String text = waiting.get() + ", all " + read + " read";
				System.out.println(text + (runtime.shutdown(Duration.ofSeconds(10)) ? ", shut down" : ""));
				await().pollInSameThread()
					.until(() -> Thread.getAllStackTraces()
						.keySet()
						.stream()
						.noneMatch((thread) -> thread.getName().startsWith("go-default-")));
			}
		}

	}

}
