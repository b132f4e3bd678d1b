package dev.goroutine;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.Machine;
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
		assertThat(hogs(1, 1, 10, 10)).isEqualTo("nice 10: 1\nleft over: 0\nworks\n");
	}

	@Test
	void niceValueIsConfigurableAndZeroLeavesThemAlone() throws Exception {
		assertThat(hogs(1, 1, 5, 5)).startsWith("nice 5: 1\n");
		assertThat(hogs(4, 2, 0, 0)).startsWith("nice 0: ");
	}

	@Test
	void severalHogsGetAHigherOneAndTheFirstOnesToo() throws Exception {
		assertThat(hogs(4, 2, 5, 12)).startsWith("nice 12: 4\n");
		assertThat(hogs(8, 2, 18, 19)).startsWith("nice 19: 8\n");
	}

	@Test
	void withoutNativeAccessNothingIsPrintedByTheJvmAndOneLineSaysHowToTurnItOn() throws Exception {
		String text = hogs(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"), 2, 2, 10, 0);
		assertThat(text).containsOnlyOnce("--enable-native-access=ALL-UNNAMED")
			.contains("INFO", "works")
			.doesNotContain("WARNING");
	}

	private static String hogs(int count, int gomaxprocs, int hogNice, int nice) throws Exception {
		return hogs(NATIVE, count, gomaxprocs, hogNice, nice);
	}

	private static String hogs(List<String> flags, int... numbers) throws Exception {
		String[] arguments = IntStream.of(numbers).mapToObj(Integer::toString).toArray(String[]::new);
		return ForkedJvm.run(flags, Hogs.class, arguments).text();
	}

	@Test
	void niceValueOfTheJvmComesOnTop() throws Exception {
		String text = ForkedJvm.run(List.of("nice", "-n", "4"), NATIVE, Hogs.class, "1", "1", "10", "14").text();
		assertThat(text).startsWith("nice 14: 1\n");
	}

	@Test
	void badNiceValueIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> GoRuntime.builder().hogNice(20))
			.withMessage("hogNice must be between 0 and 19, but is 20");
		assertThatIllegalArgumentException().isThrownBy(() -> GoRuntime.builder().hogNice(-1));
	}

	/** To Linux a thread is as nice as the one that has started it. */
	@Test
	void threadsOfTheRuntimeAreNotNiceWhoeverHasStartedThem() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Heirs.class).text())
			.isEqualTo("started by a nice thread: 0\nby a demoted goroutine: 0\ntimers: 0\n");
	}

	static final class Heirs {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).idleMTimeout(Duration.ofMillis(1)).build();
			FutureTask<Integer> nice = new FutureTask<>(() -> {
				NativeThreads.setNice(NativeThreads.currentId(), 10);
				return runtime.go(Heirs::nice).get();
			});
			Thread.ofPlatform().start(nice);
			System.out.println("started by a nice thread: " + nice.get());

			CountDownLatch demoted = new CountDownLatch(1);
			AtomicBoolean alone = new AtomicBoolean();
			CountDownLatch wakes = new CountDownLatch(1);
			Goroutine<Integer> woken = runtime.go(() -> {
				wakes.await();
				return nice();
			});
			Goroutine<Instant> hog = runtime.go(() -> {
				while (nice() == 0) {
					Thread.onSpinWait();
				}
				demoted.countDown();
				while (!alone.get()) {
					Thread.onSpinWait();
				}
				wakes.countDown();
				while (!woken.isDone()) {
					Thread.onSpinWait();
				}
				return Timers.after(Duration.ofMillis(500)).receive();
			});
			while (demoted.getCount() > 0) {
				runtime.go(() -> 1).get();
			}
			await().until(() -> runtime.snapshot().machines().size() == 1);
			alone.set(true);
			System.out.println("by a demoted goroutine: " + woken.get());
			hog.get();
			System.out.println("timers: " + timersThread());
			runtime.shutdown(Duration.ZERO);
		}

		private static String timersThread() throws IOException {
			try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
				return tasks.map(Hogs::stat)
					.filter((stat) -> stat.contains("(goroutine-timer"))
					.map(Hogs::niceOf)
					.findAny()
					.orElseThrow();
			}
		}

		private static int nice() {
			return NativeThreads.niceOf(NativeThreads.currentId());
		}

	}

	/** Background work gives way to others. Equals have nobody to give way to. */
	@Test
	void whereAllRunAsLongNobodyIsDemoted() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Equals.class).text()).isEqualTo("lost their P: true, nice: 0\n");
	}

	static final class Equals {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
			AtomicInteger nicest = new AtomicInteger();
			List<Goroutine<Void>> equals = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				equals.add(runtime.go(() -> {
					for (int k = 0; k < 20; k++) {
						burn(25);
						nicest.accumulateAndGet(Heirs.nice(), Math::max);
						Thread.sleep(1);
					}
				}));
			}
			for (Goroutine<Void> each : equals) {
				each.join();
			}
			System.out.println("lost their P: " + (runtime.snapshot().totals().handoffs() > 0) + ", nice: " + nicest);
			runtime.shutdown(Duration.ZERO);
		}

		private static void burn(long millis) {
			Machine m = (Machine) VirtualThreads.currentCarrier();
			long end = ThreadCpuTime.of(m, 0) + millis * 1_000_000;
			while (ThreadCpuTime.of(m, 0) < end) {
				Thread.onSpinWait();
			}
		}

	}

	/** It could lose its core for long while it holds a lock that others spin on. */
	@Test
	void whoIsBackgroundWorkCallsTheRuntimeAsAnyOther() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Calls.class).text()).isEqualTo("nice after a call: [0]\n");
	}

	static final class Calls {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
			Chan<Integer> chan = Chan.buffered(1);
			WaitGroup group = new WaitGroup();
			Set<Integer> nice = new TreeSet<>();
			List<Runnable> calls = List.of(() -> chan.trySend(1), chan::tryReceive, chan::poll, () -> group.add(1),
					group::done, () -> Context.background().withCancel().cancel(),
					() -> new ErrGroup(runtime, Context.background()).go(() -> {
					}), () -> runtime.execute(() -> {
					}), chan::close);
			for (Runnable call : calls) {
				Goroutine<Integer> hog = runtime.go(() -> {
					while (Heirs.nice() == 0) {
						Thread.onSpinWait();
					}
					call.run();
					return Heirs.nice();
				});
				while (!hog.isDone()) {
					runtime.go(() -> 1).get();
				}
				nice.add(hog.get());
			}
			System.out.println("nice after a call: " + nice);
			runtime.shutdown(Duration.ZERO);
		}

	}

	/** Linux lets a thread be less nice again where the process has the privilege. */
	@Test
	void whoMayBeAsNiceAsBeforeGoesOnAfterAHog() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Raised.class).text()).isEqualTo("as told by the operating system: true\n");
	}

	static final class Raised {

		public static void main(String[] args) throws Exception {
			FutureTask<Boolean> privilege = new FutureTask<>(() -> {
				NativeThreads.setNice(NativeThreads.currentId(), 1);
				return NativeThreads.setNice(NativeThreads.currentId(), 0);
			});
			Thread.ofPlatform().start(privilege);
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();
			CompletableFuture<Thread> carrier = new CompletableFuture<>();
			CompletableFuture<Integer> osId = new CompletableFuture<>();
			Goroutine<Void> hog = runtime.go(() -> {
				while (Heirs.nice() == 0) {
					Thread.onSpinWait();
				}
				osId.complete(NativeThreads.currentId());
				carrier.complete(VirtualThreads.currentCarrier());
			});
			while (!hog.isDone()) {
				runtime.go(() -> 1).get();
			}
			Thread m = carrier.join();
			boolean ends = !privilege.get();
			await().until(() -> ends ? !m.isAlive() : NativeThreads.niceOf(osId.join()) == 0);
			System.out.println("as told by the operating system: " + (m.isAlive() == privilege.get()));
			runtime.shutdown(Duration.ZERO);
		}

	}

	/** Threads of the JDK start when they are first needed, by whoever that is. */
	@Test
	void whatADemotedGoroutineIsTheFirstToNeedDoesNotGetNice() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, FirstNeeds.class).text())
			.isEqualTo("park, sleep, wait, read, future, timer\nnice: []\n");
	}

	@Test
	void whatAThreadThatIsNiceIsTheFirstToNeedDoesNotGetNice() throws Exception {
		assertThat(ForkedJvm.run(NATIVE, Nice.class).text()).isEqualTo("timer\nsecond runtime: 0\nnice: []\n");
	}

	static final class FirstNeeds {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).idleMTimeout(Duration.ofMillis(1)).build();
			onceDemoted(runtime, () -> LockSupport.parkNanos(1));
			System.out.print("park");
			onceDemoted(runtime, () -> Thread.sleep(1));
			System.out.print(", sleep");
			onceDemoted(runtime, () -> {
				Object lock = new Object();
				synchronized (lock) {
					for (int i = 0; i < 2; i++) {
						lock.wait(1);
					}
				}
			});
			System.out.print(", wait");
			onceDemoted(runtime, () -> {
				try (ServerSocket socket = new ServerSocket(0)) {
					socket.setSoTimeout(1);
					socket.accept();
				}
				catch (SocketTimeoutException ex) {
					// As is meant.
				}
			});
			System.out.print(", read");
			onceDemoted(runtime, () -> new CompletableFuture<>().completeOnTimeout(1, 1, TimeUnit.MILLISECONDS).get());
			System.out.print(", future");
			onceDemoted(runtime, () -> Timers.after(Duration.ofMillis(500)).receive());
			System.out.println(", timer");
			System.out.println("nice: " + niceThreads());
			runtime.shutdown(Duration.ZERO);
		}

		private static void onceDemoted(GoRuntime runtime, GoBody need) throws Exception {
			Goroutine<Void> hog = runtime.go(() -> {
				while (Heirs.nice() == 0) {
					Thread.onSpinWait();
				}
				need.run();
			});
			while (!hog.isDone()) {
				runtime.go(() -> 1).get();
			}
			hog.join();
		}

		/** Those that are so for good: what runs a hog ends with it. */
		static List<String> niceThreads() throws IOException {
			long deadline = System.nanoTime() + 10_000_000_000L;
			List<String> names;
			do {
				try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
					names = tasks.map(Hogs::stat)
						.filter((stat) -> !stat.isEmpty() && Integer.parseInt(Hogs.niceOf(stat)) > 0)
						.map((stat) -> stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')')))
						.filter((name) -> !name.equals("nice-itself"))
						.toList();
				}
			}
			while (names.stream().anyMatch((name) -> name.matches("go-.*-m\\d+")) && System.nanoTime() - deadline < 0);
			return names;
		}

	}

	static final class Nice {

		public static void main(String[] args) throws Exception {
			GoRuntime first = GoRuntime.builder().gomaxprocs(1).idleMTimeout(Duration.ofMillis(1)).build();
			FutureTask<Void> nice = new FutureTask<>(() -> {
				NativeThreads.setNice(NativeThreads.currentId(), 10);
				Timers.after(Duration.ofMillis(500)).receive();
				System.out.println("timer");
				GoRuntime second = GoRuntime.builder().name("second").gomaxprocs(1).leakDetection(true).build();
				System.out.println("second runtime: " + second.go(Heirs::nice).get());
				System.out.println("nice: " + FirstNeeds.niceThreads());
				second.shutdown(Duration.ZERO);
				return null;
			});
			Thread.ofPlatform().name("nice-itself").start(nice);
			nice.get();
			first.shutdown(Duration.ZERO);
		}

	}

	static final class Hogs {

		public static void main(String[] args) throws Exception {
			int count = Integer.parseInt(args[0]);
			int gomaxprocs = Integer.parseInt(args[1]);
			int hogNice = Integer.parseInt(args[2]);
			int nice = Integer.parseInt(args[3]);
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).hogNice(hogNice).build();
			AtomicBoolean stop = new AtomicBoolean();
			List<Goroutine<Void>> hogs = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				hogs.add(runtime.go(() -> {
					while (!stop.get()) {
						Thread.onSpinWait();
					}
				}));
			}
			boolean demoted = nice > 0 && GoRuntime.class.getModule().isNativeAccessEnabled();
			// At nice 18 it takes long to use up a time slice beside a busy neighbour.
			await().atMost(Duration.ofSeconds(40)).until(() -> {
				runtime.go(() -> 1).get();
				return runtime.snapshot().totals().handoffs() >= count && (!demoted || niceThreads(nice) == count);
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

		/** Field 19, counted from behind the name, which may contain blanks. */
		static String niceOf(String stat) {
			return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16];
		}

		private static long niceThreads(int nice) throws IOException {
			try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
				return tasks.map(Hogs::stat)
					.filter((stat) -> stat.contains("(go-default-m"))
					.map(Hogs::niceOf)
					.filter((value) -> Integer.parseInt(value) == nice)
					.count();
			}
		}

		static String stat(Path task) {
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
