package dev.goroutine;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.goroutine.internal.jdk.ThreadContainer;
import dev.goroutine.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What nothing can wake any more is garbage, reported and counted; what something can
 * wake is none of it.
 */
@Tag("long")
@Timeout(240)
class LeakTests {

	private static final int MANY = 1_000;

	private final SchedulerWarnings warnings = new SchedulerWarnings();

	private final GoRuntime runtime = GoRuntime.builder().name("leaky").gomaxprocs(2).leakWaitSeconds(1).build();

	/** Of what only the goroutines of {@link #leak} refer to. */
	private final List<WeakReference<Object>> memory = new ArrayList<>();

	@AfterEach
	void stopListening() {
		this.runtime.shutdown(Duration.ZERO);
		this.warnings.close();
	}

	@Test
	void channelsThatNobodyHas() {
		for (int i = 0; i < MANY; i++) {
			leak();
		}
		awaitLeaked(MANY);
		assertThat(this.memory).as("their memory is free")
			.hasSize(MANY)
			.allMatch((reference) -> reference.refersTo(null));
		SchedulerSnapshot snapshot = this.runtime.snapshot();
		assertThat(snapshot.totals().created()).isEqualTo(MANY);
		assertThat(snapshot.totals().completed()).isZero();
		assertThat(snapshot.goroutines().alive()).isZero();
		assertThat(this.runtime.goroutines()).isEmpty();
		await().until(() -> this.warnings.messages.size() == 11);
		List<String> lines = List.copyOf(this.warnings.messages);
		assertThat(lines.subList(0, 10)).allSatisfy((line) -> assertThat(line).matches(
				"Runtime 'leaky': goroutine \\d+ \"lost\" has leaked, nothing can wake it any more: chan receive for \\d+ s"
						+ " at dev\\.goroutine\\.LeakTests\\.lambda\\$leak\\$\\d+\\(LeakTests\\.java:\\d+\\)"))
			.doesNotHaveDuplicates();
		assertThat(lines.getLast()).isEqualTo("Runtime 'leaky': 990 more goroutines have leaked, 1000 in total");
		assertThat(this.runtime.shutdown(Duration.ofSeconds(30))).as("waits for none of them").isTrue();
	}

	@Test
	void whateverItWaitsFor() {
		this.runtime.go("send", () -> Chan.<Integer>unbuffered().send(1));
		this.runtime.go("select", () -> Select.select(Chan.<Integer>unbuffered().onReceive(Objects::requireNonNull),
				Chan.<Integer>unbuffered().onReceive(Objects::requireNonNull)));
		this.runtime.go("nil", () -> Select.select(null, null));
		this.runtime.go("group", () -> {
			WaitGroup group = new WaitGroup();
			group.add(1);
			group.await();
		});
		this.runtime.go("lock", () -> new CountDownLatch(1).await());
		this.runtime.go("park", () -> LockSupport.park());
		this.runtime.go("line\nbreak", () -> LockSupport.park());
		awaitLeaked(7);
		awaitWarnings(7);
		assertThat(this.warnings.messages)
			.anyMatch((line) -> line.contains("\"send\"") && line.contains(": chan send for "))
			.anyMatch((line) -> line.contains("\"select\"") && line.contains(": select for "))
			.anyMatch((line) -> line.contains("\"nil\"") && line.contains("select"))
			.anyMatch((line) -> line.contains("\"group\"") && line.contains("WaitGroup"))
			.anyMatch((line) -> line.contains("\"lock\"") && line.contains(": sync wait for "))
			.anyMatch((line) -> line.contains("\"park\"") && line.contains(": park for "))
			.anyMatch((line) -> line.contains("\"line?break\""))
			.allMatch((line) -> line.contains(" at dev.goroutine.LeakTests.lambda$"));
	}

	/** Nothing comes any more, so nothing wakes them. */
	@Test
	void whoWaitsForATimeThatDoesNotCome() {
		this.runtime.go("closed", () -> {
			Ticker ticker = Ticker.every(Duration.ofHours(1));
			this.runtime.go(ticker::close);
			ticker.chan().receive();
		});
		this.runtime.go("closed before", () -> {
			Ticker ticker = Ticker.every(Duration.ofHours(1));
			ticker.close();
			ticker.chan().receive();
		});
		this.runtime.go("never", () -> Timers.after(Duration.ofSeconds(Long.MAX_VALUE)).receive());
		this.runtime.go("received before", () -> {
			ReceiveChan<Instant> after = Timers.after(Duration.ofMillis(1));
			after.receive();
			after.receive();
		});
		awaitLeaked(4);
	}

	/** Only the timer has them, until it wakes them. */
	@Test
	void whoWaitsForATimeThatComesIsNoLeak() throws Exception {
		List<Goroutine<?>> waiters = List.of(
				this.runtime.go(() -> Ticker.every(Duration.ofSeconds(5)).chan().receive()),
				this.runtime.go(() -> Timers.after(Duration.ofSeconds(5)).receive()),
				this.runtime.go(() -> Select.select(Timers.after(Duration.ofSeconds(5)).onReceive((time) -> "over"))));
		await().until(() -> {
			System.gc();
			return waiters.stream().allMatch(Goroutine::isDone);
		});
		for (Goroutine<?> waiter : waiters) {
			waiter.join();
		}
		assertThat(this.runtime.snapshot().totals().leaked()).isZero();
	}

	/**
	 * Goroutines that somebody can still wake, by all means there are. One only passes
	 * through the lock.
	 */
	@Test
	@SuppressWarnings("LockNotBeforeTry")
	void whatSomebodyCanWakeIsNoLeak() throws Exception {
		Chan<Integer> channel = Chan.unbuffered();
		CountDownLatch end = new CountDownLatch(1);
		ReentrantLock lock = new ReentrantLock();
		Object monitor = new Object();
		Goroutine<Void> holder = this.runtime.go(() -> {
			lock.lock();
			try {
				synchronized (monitor) {
					end.await();
				}
			}
			finally {
				lock.unlock();
			}
		});
		await().until(lock::isLocked);
		this.runtime.go(() -> channel.receive());
		this.runtime.go(() -> Select.<@Nullable Integer>select(channel.onReceive((value) -> value),
				Chan.<Integer>unbuffered().onReceive((value) -> value)));
		this.runtime.go(() -> {
			lock.lock();
			lock.unlock();
		});
		this.runtime.go(() -> {
			synchronized (monitor) {
				monitor.notifyAll();
			}
		});
		this.runtime.go(() -> holder.join());
		Duration hour = Duration.ofHours(1);
		List<Long> timed = List.of(goUntilInterrupted(() -> Goroutine.sleep(hour)),
				goUntilInterrupted(() -> Thread.sleep(hour)),
				goUntilInterrupted(() -> LockSupport.parkNanos(hour.toNanos())),
				goUntilInterrupted(() -> Select.select(Chan.<Integer>unbuffered().onReceive(Objects::requireNonNull),
						Select.onTimeout(hour, () -> 0))));
		Goroutine<Void> known = this.runtime.go(() -> LockSupport.park());
		leak();
		awaitLeaked(1);
		// It is old enough for all of them to have been looked at, and once more.
		leak();
		awaitLeaked(2);
		assertThat(this.runtime.snapshot().goroutines().alive()).isEqualTo(11);
		assertThat(this.runtime.goroutines()).hasSize(11);
		end.countDown();
		channel.close();
		assertThat(timed).allMatch(this.runtime::interrupt);
		LockSupport.unpark(this.runtime.goroutines()
			.stream()
			.filter((goroutine) -> goroutine.id() == known.id())
			.findFirst()
			.map((goroutine) -> ((GoroutineTask<?>) known).thread())
			.orElseThrow());
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
		SchedulerSnapshot.Totals totals = this.runtime.snapshot().totals();
		assertThat(totals.completed()).isEqualTo(11);
		assertThat(totals.failed()).isZero();
		System.gc();
		leak();
		awaitLeaked(3);
		awaitWarnings(3);
		assertThat(this.warnings.messages).allMatch((line) -> line.contains("\"lost\""));
	}

	/** By its id: who has the goroutine itself keeps it from being garbage. */
	private long goUntilInterrupted(GoBody body) {
		return this.runtime.go(() -> {
			try {
				body.run();
			}
			catch (InterruptedException ex) {
				// It has waited long enough.
			}
		}).id();
	}

	/** It is seen again with each pass, and where it waits now is what counts. */
	@Test
	void oneThatHasGoneOnMeanwhile() throws Exception {
		Chan<Integer> here = Chan.unbuffered();
		AtomicReference<@Nullable Chan<Integer>> elsewhere = new AtomicReference<>(Chan.unbuffered());
		this.runtime.go("wanderer", () -> {
			here.receive();
			waitSomewhereElse(elsewhere);
		});
		leak();
		awaitLeaked(1);
		here.send(1);
		Reference.reachabilityFence(here);
		await().until(() -> this.runtime.goroutines().getFirst().stack().toString().contains("waitSomewhereElse"));
		// What came later is looked at by the same pass at the earliest.
		leak();
		awaitLeaked(2);
		elsewhere.set(null);
		awaitLeaked(3);
		awaitWarnings(3);
		assertThat(this.warnings.messages)
			.anyMatch((line) -> line.contains("\"wanderer\"") && line.contains("waitSomewhereElse("));
	}

	private static void waitSomewhereElse(AtomicReference<@Nullable Chan<Integer>> chan) throws InterruptedException {
		Chan<Integer> elsewhere = chan.get();
		assert elsewhere != null;
		elsewhere.receive();
	}

	/** The detector sleeps while nothing runs, and wakes when something does. */
	@Test
	void sleepsWhileNothingRuns() {
		Chan<Integer> channel = Chan.unbuffered();
		this.runtime.go(() -> channel.receive());
		for (int i = 1; i <= 2; i++) {
			await().until(() -> Objects.requireNonNull(detector()).getState() == Thread.State.WAITING);
			leak();
			awaitLeaked(i);
		}
		Reference.reachabilityFence(channel);
	}

	/** More than it reads the stacks of in a few passes: it does not sleep before. */
	@Test
	void sleepsOnlyWhenItKnowsAllThatWait() {
		List<@Nullable Chan<Integer>> channels = new ArrayList<>();
		for (int i = 0; i < 6_500; i++) {
			Chan<Integer> channel = Chan.unbuffered();
			channels.add(channel);
			this.runtime.go("one of many", () -> channel.receive());
		}
		await().atMost(Duration.ofMinutes(3))
			.until(() -> Objects.requireNonNull(detector()).getState() == Thread.State.WAITING);
		for (int i = 0; i < 5; i++) {
			channels.set(i, null);
			channels.set(channels.size() - 1 - i, null);
		}
		awaitLeaked(10);
		awaitWarnings(10);
		assertThat(this.warnings.messages).allMatch((line) -> line.contains("\"one of many\""));
		Reference.reachabilityFence(channels);
	}

	@Test
	void shutdownReachesWhatWaits() {
		Chan<Integer> channel = Chan.unbuffered();
		List<Goroutine<Integer>> waiting = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			waiting.add(this.runtime.go(() -> channel.receive()));
		}
		leak();
		awaitLeaked(1);
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
		assertThat(waiting).allMatch(Goroutine::isDone);
		assertThat(this.runtime.snapshot().totals().completed()).isEqualTo(10);
		Thread detector = detector();
		await().until(() -> detector == null || !detector.isAlive());
		awaitWarnings(1);
	}

	@Test
	void threadDumpsShowGoroutines(@TempDir Path directory) throws Exception {
		Chan<Integer> channel = Chan.unbuffered();
		this.runtime.go("visible", () -> channel.receive());
		leak();
		awaitLeaked(1);
		Path dump = directory.resolve("dump.json");
		ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
			.dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
		assertThat(Files.readString(dump)).contains("goroutines of leaky", "\"visible\"");
		channel.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dnothing=opened" })
	void howeverTheJdkIsAccessed(String flag) throws Exception {
		String text = ForkedJvm.run(List.of(flag, "-Dgoroutine.createdby=true"), Leaking.class).text();
		assertThat(text).contains("leaked 1, alive 0")
			.containsPattern(
					"goroutine \\d+ \"child\" has leaked, nothing can wake it any more: chan receive for \\d+ s"
							+ " at \\S+Leaking\\.lambda\\$\\S+\\(LeakTests\\.java:\\d+\\),"
							+ " created by \\S+Leaking\\.lambda\\$\\S+\\(LeakTests\\.java:\\d+\\) in goroutine \\d+");
	}

	/** The trusted lookup is not used, nor is anything opened by ourselves. */
	@Test
	void strictAccessTakesAPackageMore() throws Exception {
		List<String> flags = List.of(VirtualThreads.FLAG, "-Dgoroutine.createdby=true");
		ForkedJvm.Output closed = ForkedJvm.run(flags, Leaking.class, "STRICT");
		assertThat(closed.exitCode()).isOne();
		assertThat(closed.text()).contains(
				"JdkAccessException: java.base/jdk.internal.vm is not open to unnamed module",
				"jdk-access is strict: start the JVM with --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED");
		List<String> more = List.of(VirtualThreads.FLAG, ThreadContainer.FLAG);
		assertThat(ForkedJvm.run(more, Leaking.class, "STRICT").text()).contains("leaked 1, alive 0");
	}

	@Test
	void withStrictAccessThereIsNoContainerUnlessItIsOpen() throws Exception {
		String open = ForkedJvm.run(List.of(VirtualThreads.FLAG), Contained.class, "STRICT").text();
		assertThat(open).contains("contained false");
		assertThat(ForkedJvm.run(List.of(VirtualThreads.FLAG, ThreadContainer.FLAG), Contained.class, "STRICT").text())
			.contains("contained true");
		assertThat(ForkedJvm.run(List.of(VirtualThreads.FLAG), Contained.class, "AUTO").text())
			.contains("contained true");
	}

	private void leak() {
		Object mine = new Object();
		this.memory.add(new WeakReference<>(mine));
		this.runtime.go("lost", () -> {
			Chan.<Integer>unbuffered().receive();
			Reference.reachabilityFence(mine);
		});
	}

	private void awaitLeaked(long count) {
		awaitLeaked(this.runtime, count);
	}

	private static void awaitLeaked(GoRuntime runtime, long count) {
		// A first look on a busy machine may take its time, and the next comes a hundred
		// times that later.
		await().atMost(Duration.ofMinutes(3)).until(() -> {
			System.gc();
			return runtime.snapshot().totals().leaked() == count;
		});
	}

	/** Each comes after its goroutine has been counted. */
	private void awaitWarnings(int count) {
		await().until(() -> this.warnings.messages.size() >= count);
		assertThat(this.warnings.messages).as("one each").hasSize(count);
	}

	private static @Nullable Thread detector() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("go-leaky-leaks"))
			.findFirst()
			.orElse(null);
	}

	static final class Leaking {

		public static void main(String[] args) {
			GoRuntime runtime = GoRuntime.builder()
				.jdkAccess((args.length > 0) ? JdkAccess.valueOf(args[0]) : JdkAccess.AUTO)
				.leakWaitSeconds(1)
				.build();
			runtime.go(() -> {
				runtime.go("child", () -> Chan.<Integer>unbuffered().receive());
			});
			awaitLeaked(runtime, 1);
			System.out.println("leaked 1, alive " + runtime.snapshot().goroutines().alive());
			runtime.close();
		}

	}

	/** Tells whether a thread dump has a container for the goroutines. */
	static final class Contained {

		public static void main(String[] args) throws Exception {
			try (GoRuntime runtime = GoRuntime.builder().jdkAccess(JdkAccess.valueOf(args[0])).build()) {
				Chan<Integer> channel = Chan.unbuffered();
				runtime.go(() -> channel.receive());
				Path directory = Files.createTempDirectory("dump");
				Path dump = directory.resolve("dump.json");
				ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
					.dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
				System.out.println("contained " + Files.readString(dump).contains("goroutines of default"));
				Files.delete(dump);
				Files.delete(directory);
				channel.close();
			}
		}

	}

}
