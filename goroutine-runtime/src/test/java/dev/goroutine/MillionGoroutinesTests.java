package dev.goroutine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A million from a goroutine and a million from platform threads: all run, and all are
 * accounted for.
 */
@Tag("long")
class MillionGoroutinesTests {

	private static final int MILLION = 1_000_000;

	static List<Arguments> settings() {
		return List.of(1, 2, 8)
			.stream()
			.flatMap((gomaxprocs) -> List
				.of(StealPolicy.random(), StealPolicy.sequential(), StealPolicy.busiest(), StealPolicy.none())
				.stream()
				.map((policy) -> Arguments.of(gomaxprocs, policy)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("settings")
	void allRun(int gomaxprocs, StealPolicy policy) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).stealPolicy(policy).build()) {
			AtomicInteger ran = new AtomicInteger();
			runtime.go(() -> start(runtime, MILLION, ran)).join();
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).as(() -> runtime.snapshot().toString())
				.isTrue();
			assertThat(ran).hasValue(MILLION);

			Thread[] threads = new Thread[4];
			for (int i = 0; i < threads.length; i++) {
				threads[i] = Thread.ofPlatform().start(() -> start(runtime, MILLION / threads.length, ran));
			}
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).as(() -> runtime.snapshot().toString())
				.isTrue();
			assertThat(ran).hasValue(2 * MILLION);
			assertThat(runtime.snapshot().totals().created()).isEqualTo(2 * MILLION + 1);
			assertThat(runtime.snapshot().totals().completed()).isEqualTo(2 * MILLION + 1);
		}
	}

	/**
	 * Compiled in the foreground: a stack of the interpreter's takes three times as much,
	 * and how many park by then would be a matter of luck.
	 */
	@Test
	void oneThatIsParkedTakesLessThanTwoKilobytes() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of("-Xbatch", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
				Parked.class);
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text().lines().filter((line) -> line.startsWith("bytes: ")))
			.singleElement(as(InstanceOfAssertFactories.STRING))
			.satisfies((line) -> assertThat(Long.parseLong(line.substring(7))).isBetween(1L, 2_048L));
	}

	static final class Parked {

		static void main(String[] arguments) throws Exception {
			int count = MILLION / 5;
			try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build()) {
				CountDownLatch latch = new CountDownLatch(1);
				long before = usedHeap();
				for (int i = 0; i < count; i++) {
					runtime.go(() -> latch.await());
				}
				await().atMost(Duration.ofSeconds(30)).until(() -> runtime.snapshot().goroutines().waiting() == count);
				System.out.println("bytes: " + (usedHeap() - before) / count);
				latch.countDown();
				assertThat(runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
			}
		}

		private static long usedHeap() {
			System.gc();
			return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		}

	}

	private static void start(GoRuntime runtime, int count, AtomicInteger ran) {
		for (int i = 0; i < count; i++) {
			runtime.go(() -> {
				ran.incrementAndGet();
			});
		}
	}

}
