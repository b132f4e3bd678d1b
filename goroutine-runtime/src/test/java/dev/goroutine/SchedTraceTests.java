package dev.goroutine;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code -Dgoroutine.schedtrace}, each in a JVM of its own.
 */
class SchedTraceTests {

	private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

	/** Or the runtime says that it would like it. */
	private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

	private static final String LINE = "SCHED \\d+ms: gomaxprocs=2 idleprocs=[0-2] threads=\\d+ spinningthreads=\\d+ "
			+ "needspinning=[01] idlethreads=\\d+ runqueue=\\d+ \\[ \\d+ \\d+ ] schedticks=\\[ \\d+ \\d+ ]";

	@Test
	void linesAreGosAndEndWithTheRuntime() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(OPEN, NATIVE, "-Dgoroutine.schedtrace=5"), Traced.class,
				"default");
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text().lines()).hasSizeGreaterThanOrEqualTo(Traced.LINES)
			.allSatisfy((line) -> assertThat(line).matches(LINE));
		assertThat(output.text()).startsWith("SCHED 0ms: ");
	}

	@Test
	void runtimesWithANameSaySo() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(OPEN, NATIVE, "-Dgoroutine.schedtrace=5"), Traced.class,
				"orders");
		assertThat(output.text().lines()).hasSizeGreaterThanOrEqualTo(Traced.LINES)
			.allSatisfy((line) -> assertThat(line).matches(LINE + " runtime=orders"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "often", "-1", "1.5", "" })
	void badValueIsSaid(String value) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(OPEN, NATIVE, "-Dgoroutine.schedtrace=" + value), Traced.class,
				"default");
		assertThat(output.exitCode()).isOne();
		assertThat(output.text()).contains("IllegalArgumentException: goroutine.schedtrace must be a number of "
				+ "milliseconds, 0 for never, but is '" + value + "'");
	}

	@Test
	void zeroIsNever() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(OPEN, NATIVE, "-Dgoroutine.schedtrace=0"), Silent.class);
		assertThat(output).isEqualTo(new ForkedJvm.Output(0, ""));
	}

	/**
	 * Runs goroutines until there are enough lines, and exits only if the tracer ends.
	 */
	static final class Traced {

		static final int LINES = 5;

		private Traced() {
		}

		public static void main(String[] args) {
			CountDownLatch lines = new CountDownLatch(LINES);
			PrintStream err = System.err;
			System.setErr(new PrintStream(new OutputStream() {
				@Override
				public void write(int b) {
					err.write(b);
					if (b == '\n') {
						err.flush();
						lines.countDown();
					}
				}
			}, true, StandardCharsets.UTF_8));
			try (GoRuntime runtime = GoRuntime.builder().name(args[0]).gomaxprocs(2).build()) {
				runtime.go(() -> {
					while (lines.getCount() > 0) {
						Goroutine.yield();
					}
				}).toCompletableFuture().join();
			}
			await().atMost(Duration.ofSeconds(30))
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().endsWith("-schedtrace")));
		}

	}

	/** Has no tracer. */
	static final class Silent {

		private Silent() {
		}

		public static void main(String[] args) throws Exception {
			try (GoRuntime runtime = GoRuntime.create()) {
				runtime.go(() -> 1).join();
				if (Thread.getAllStackTraces()
					.keySet()
					.stream()
					.anyMatch((thread) -> thread.getName().endsWith("-schedtrace"))) {
					System.exit(1);
				}
			}
		}

	}

}
