package dev.goroutine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A goroutine that burns CPU becomes background work for the operating system. What is
 * asserted is what the operating system says of our threads.
 */
@EnabledOnOs(OS.LINUX)
class DemotionTests {

	private static final List<String> NATIVE = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--enable-native-access=ALL-UNNAMED");

	@Test
	void hogsGetTheNiceValueAndTheirThreadsEndWithThem() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Hogs.class, "10").text()).isEqualTo("nice 10: 4\nleft over: 0\nworks\n");
	}

	@Test
	void niceValueIsConfigurableAndZeroLeavesThemAlone() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Hogs.class, "5").text()).startsWith("nice 5: 4\n");
		assertThat(ForkedJvm.run(NATIVE, Hogs.class, "0").text()).startsWith("nice 0: ");
	}

	@Test
	void withoutNativeAccessNothingIsPrintedByTheJvmAndOneLineSaysHowToTurnItOn() throws Exception {
		String text = ForkedJvm.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"), Hogs.class, "10").text();
		assertThat(text).containsOnlyOnce("--enable-native-access=ALL-UNNAMED")
			.contains("INFO", "works")
			.doesNotContain("WARNING");
	}

	@Test
	void badNiceValueIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> GoRuntime.builder().hogNice(20))
			.withMessage("hogNice must be between 0 and 19, but is 20");
		assertThatIllegalArgumentException().isThrownBy(() -> GoRuntime.builder().hogNice(-1));
	}

	static final class Hogs {

		public static void main(String[] args) throws Exception {
			int nice = Integer.parseInt(args[0]);
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).hogNice(nice).build();
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<Void>> hogs = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				hogs.add(runtime.go(() -> {
					while (!stop.get()) {
						Thread.onSpinWait();
					}
				}));
			}
			boolean demoted = nice > 0 && GoRuntime.class.getModule().isNativeAccessEnabled();
			await().until(() -> {
				runtime.go(() -> 1).get();
				return runtime.snapshot().totals().handoffs() >= 4 && (!demoted || niceThreads(nice) == 4);
			});
			System.out.println("nice " + nice + ": " + niceThreads(nice));
			stop.set(true);
			for (Goroutine<Void> hog : hogs) {
				hog.join();
			}
			if (demoted) {
				await().until(() -> niceThreads(nice) == 0);
				System.out.println("left over: " + niceThreads(nice));
			}
			System.out.println(runtime.go(() -> "works").get());
			runtime.shutdown(Duration.ZERO);
		}

		/**
		 * Field 19 of the threads' stat files, counted from behind the name, which may
		 * contain blanks.
		 */
		private static long niceThreads(int nice) throws IOException {
			try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
				return tasks.map(Hogs::stat)
					.filter((stat) -> stat.contains("(go-default-m"))
					.map((stat) -> stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16])
					.filter((value) -> Integer.parseInt(value) == nice)
					.count();
			}
		}

		private static String stat(Path task) {
			try {
				return Files.readString(task.resolve("stat"));
			}
			catch (IOException ex) {
				// It has ended meanwhile.
				return "";
			}
		}

	}

}
