package dev.goroutine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What a recording of Flight Recorder says of a known load.
 */
@Timeout(60)
class FlightRecorderTests {

	private static final String PREFIX = "dev.goroutine.";

	@TempDir
	private Path directory;

	private final String name = "recorded" + System.nanoTime();

	@Test
	void goroutinesStartAndEnd() throws Exception {
		try (Recording recording = new Recording(); GoRuntime runtime = runtime(1)) {
			recording.enable(PREFIX + "GoroutineStart");
			recording.enable(PREFIX + "GoroutineEnd");
			recording.start();
			Goroutine<Integer> good = runtime.go("good", () -> 1);
			Goroutine<Void> bad = runtime.go("bad", () -> {
				throw new IllegalStateException("secret");
			});
			good.get();
			assertThatThrownBy(bad::join).hasMessage("secret");
			List<RecordedEvent> starts = events(recording, "GoroutineStart");
			assertThat(starts).extracting((e) -> e.getLong("goroutine")).containsExactlyInAnyOrder(good.id(), bad.id());
			assertThat(starts).extracting((e) -> e.getString("name")).containsExactlyInAnyOrder("good", "bad");
			assertThat(starts).allMatch((e) -> e.getThread().getJavaThreadId() == e.getLong("goroutine"));
			List<RecordedEvent> ends = events(recording, "GoroutineEnd");
			assertThat(ends).hasSize(2)
				.allMatch((e) -> e.getBoolean("failed") == e.getString("name").equals("bad"))
				.noneMatch((e) -> e.toString().contains("secret"));
		}
	}

	@Test
	void startAndEndAreOffAndTheOthersOn() throws Exception {
		try (Recording recording = new Recording(); GoRuntime runtime = runtime(1)) {
			recording.start();
			runtime.go(() -> 1).get();
			runtime.gomaxprocs(2);
			assertThat(events(recording, "GoroutineStart")).isEmpty();
			assertThat(events(recording, "GoroutineEnd")).isEmpty();
			assertThat(events(recording, "MachineStart")).isNotEmpty();
			assertThat(events(recording, "GomaxprocsChange")).singleElement()
				.matches((e) -> e.getInt("before") == 1 && e.getInt("after") == 2);
		}
	}

	@Test
	void explicitHandoff() throws Exception {
		try (Recording recording = new Recording(); GoRuntime runtime = runtime(1)) {
			recording.start();
			CountDownLatch other = new CountDownLatch(1);
			Goroutine<Boolean> blocking = runtime.go("blocking", () -> {
				runtime.go(other::countDown);
				return Goroutine.blocking(() -> {
					other.await();
					return true;
				});
			});
			assertThat(blocking.get()).isTrue();
			assertThat(events(recording, "Handoff")).singleElement().satisfies((e) -> {
				assertThat(e.getString("reason")).isEqualTo("explicit");
				assertThat(e.getInt("processor")).isZero();
				assertThat(e.getLong("fromMachine")).isZero();
				assertThat(e.getLong("toMachine")).isOne();
				assertThat(e.getLong("goroutine")).isEqualTo(blocking.id());
				assertThat(e.getString("name")).isEqualTo("blocking");
				assertThat(e.getString("goroutineStack")).contains("FlightRecorderTests.");
			});
		}
	}

	@Test
	void hogLosesItsProcessorAndTheOthersWereSlowToRun() throws Exception {
		try (Recording recording = new Recording();
				GoRuntime runtime = GoRuntime.builder()
					.name(this.name)
					.gomaxprocs(1)
					.timeSlice(Duration.ofMillis(100))
					.build()) {
			recording.start();
			// Another hog if it is recorded too late whose P it was, which has gone on by
			// then, or if the system has put the hog to sleep and nobody had to wait.
			await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
				AtomicBoolean stop = new AtomicBoolean();
				AtomicInteger ran = new AtomicInteger();
				Goroutine<Void> hog = runtime.go("hog", () -> {
					for (int i = 0; i < 2_000; i++) {
						runtime.go(ran::incrementAndGet);
					}
					burn(stop);
				});
				try {
					await().until(() -> ran.get() == 2_000);
					assertThat(events(recording, "Handoff")).anySatisfy((e) -> {
						assertThat(e.getString("reason")).isIn("timeslice", "blocked");
						assertThat(e.getLong("goroutine")).isEqualTo(hog.id());
						assertThat(e.getString("goroutineStack")).contains("FlightRecorderTests.burn");
					});
					// One in 32 of 2,000 is timed.
					assertThat(events(recording, "SlowScheduling")).isNotEmpty().allSatisfy((e) -> {
						assertThat(e.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
						assertThat(e.getInt("processor")).isZero();
						assertThat(e.getLong("goroutine")).isPositive();
					});
				}
				finally {
					stop.set(true);
					hog.join();
				}
			});
		}
	}

	@Test
	void steals() throws Exception {
		try (Recording recording = new Recording(); GoRuntime runtime = runtime(2)) {
			recording.start();
			forceSteal(runtime);
			assertThat(events(recording, "Steal")).isNotEmpty().allSatisfy((e) -> {
				assertThat(e.getInt("thief")).isNotEqualTo(e.getInt("victim")).isBetween(0, 1);
				assertThat(e.getInt("count")).isPositive();
			});
			assertThat(events(recording, "Steal").stream().mapToLong((e) -> e.getInt("count")).sum())
				.isEqualTo(runtime.snapshot().totals().steals());
		}
	}

	@Test
	void machinesStartAndExit() throws Exception {
		try (Recording recording = new Recording();
				GoRuntime runtime = GoRuntime.builder()
					.name(this.name)
					.gomaxprocs(1)
					.idleMTimeout(Duration.ofMillis(1))
					.build()) {
			recording.start();
			runtime.go(() -> 1).get();
			await().until(() -> runtime.snapshot().machines().isEmpty());
			await().untilAsserted(() -> assertThat(events(recording, "MachineExit")).singleElement()
				.matches((e) -> e.getLong("machine") == 0));
			assertThat(events(recording, "MachineStart")).singleElement().matches((e) -> e.getLong("machine") == 0);
		}
	}

	/** Ends when something was stolen. */
	static void forceSteal(GoRuntime runtime) throws Exception {
		runtime.go("victim", () -> {
			CountDownLatch both = new CountDownLatch(2);
			runtime.go("stolen", () -> arriveAndSpin(both));
			runtime.go("next", () -> {
			});
			arriveAndSpin(both);
		}).join();
		assertThat(runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
	}

	private static void arriveAndSpin(CountDownLatch latch) {
		latch.countDown();
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	private static void burn(AtomicBoolean stop) {
		while (!stop.get()) {
			Thread.onSpinWait();
		}
	}

	private GoRuntime runtime(int gomaxprocs) {
		return GoRuntime.builder().name(this.name).gomaxprocs(gomaxprocs).timeSlice(Duration.ofHours(1)).build();
	}

	/** Of this test's runtime, so far. */
	private List<RecordedEvent> events(Recording recording, String event) throws Exception {
		Path file = this.directory.resolve(System.nanoTime() + ".jfr");
		recording.dump(file);
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((e) -> e.getEventType().getName().equals(PREFIX + event))
			.filter((e) -> e.getString("runtime").equals(this.name))
			.toList();
	}

}
