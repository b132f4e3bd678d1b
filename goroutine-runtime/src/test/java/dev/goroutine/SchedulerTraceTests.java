package dev.goroutine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import dev.goroutine.internal.trace.Recording;
import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What a trace says of a known load. Every file is checked in full by {@link TraceFile}.
 */
@Timeout(60)
class SchedulerTraceTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int PROCESSORS = 1;

	private static final int MACHINES = 2;

	@Test
	void agreesWithTheSnapshotOfAFrozenLoad() throws Exception {
		undisturbed(1, (runtime) -> {
			CountDownLatch started = new CountDownLatch(1);
			AtomicBoolean release = new AtomicBoolean();
			try (SchedulerTrace trace = runtime.trace(LONG)) {
				runtime.go("holder", () -> {
					started.countDown();
					burn(release);
				});
				started.await();
				List<Goroutine<Void>> goroutines = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					goroutines.add(runtime.go("worker", () -> {
					}));
				}
				assertThat(runtime.snapshot().goroutines().runnable()).isEqualTo(50);
				release.set(true);
				for (Goroutine<Void> goroutine : goroutines) {
					goroutine.join();
				}
				await().until(() -> runtime.snapshot().processors().getFirst().machine() == null);
				TraceFile file = TraceFile.of(trace);
				assertThat(file.slices(PROCESSORS, "worker")).hasSize(50);
				assertThat(file.slices(MACHINES)).hasSize(51).hasSize((int) runtime.snapshot().totals().switches());
				assertThat(file.slices(MACHINES)).allMatch((e) -> argument(e, "left").asString().equals("end"));
				assertThat(file.slices(MACHINES, "worker")).extracting((e) -> argument(e, "goroutine").asLong())
					.containsExactlyElementsOf(goroutines.stream().map(Goroutine::id).toList());
				assertThat(file.otherData().get("droppedEvents").asLong()).isZero();
				assertThat(file.otherData().get("runtime").asString()).isEqualTo("traced");
				assertThat(file.events("s")).as("nobody but this thread has readied anybody").isEmpty();
				assertThat(file.marks("steal")).isEmpty();
				assertThat(file.marks("hand-off")).isEmpty();
			}
			finally {
				release.set(true);
			}
		});
	}

	@Test
	void arrowsLeadFromTheWakerToTheWoken() throws Exception {
		try (GoRuntime runtime = runtime(1); SchedulerTrace trace = runtime.trace(LONG)) {
			Goroutine<Long> waker = runtime.go("waker", () -> {
				Chan<Integer> chan = Chan.unbuffered();
				Goroutine<Integer> waiter = runtime.go("waiter", () -> chan.receive());
				Goroutine.yield();
				chan.send(1);
				waiter.join();
				return waiter.id();
			});
			long waiter = waker.get();
			TraceFile file = TraceFile.of(trace);
			List<JsonNode> slices = file.slices(MACHINES, "waiter");
			assertThat(slices).extracting((e) -> argument(e, "left").asString()).containsExactly("chan receive", "end");
			assertThat(slices).allMatch((e) -> argument(e, "goroutine").asLong() == waiter)
				.allMatch((e) -> argument(e, "runnableMicros").decimalValue().signum() >= 0);
			// go and send, and join's other way.
			assertThat(file.events("s")).extracting((e) -> file.enclosing(e).get("name").asString())
				.containsExactlyInAnyOrder("waker", "waker", "waiter");
			assertThat(file.events("f")).extracting((e) -> file.enclosing(e).get("name").asString())
				.containsExactlyInAnyOrder("waiter", "waiter", "waker");
			assertThat(file.slices(MACHINES, "waker")).extracting((e) -> argument(e, "left").asString())
				.startsWith("yield")
				.endsWith("end");
		}
	}

	@Test
	void handoffCutsTheSliceOfTheProcessor() throws Exception {
		try (GoRuntime runtime = runtime(1); SchedulerTrace trace = runtime.trace(LONG)) {
			CountDownLatch other = new CountDownLatch(1);
			runtime.go("blocking", () -> {
				runtime.go("other", other::countDown);
				Goroutine.blocking(() -> {
					other.await();
					return 0;
				});
			}).join();
			awaitRest(runtime);
			TraceFile file = TraceFile.of(trace);
			assertThat(runtime.snapshot().totals().handoffsByReason().explicit()).isOne();
			assertThat(file.marks("hand-off")).singleElement().satisfies((e) -> {
				assertThat(argument(e, "reason").asString()).isEqualTo("explicit");
				assertThat(argument(e, "fromMachine").asLong()).isZero();
				assertThat(argument(e, "toMachine").asLong()).isOne();
			});
			JsonNode before = file.slices(PROCESSORS, "blocking").getFirst();
			JsonNode whole = file.slices(MACHINES, "blocking").getFirst();
			JsonNode between = file.slices(PROCESSORS, "other").getFirst();
			assertThat(TraceFile.at(before)).isEqualByComparingTo(TraceFile.at(whole));
			assertThat(TraceFile.at(before).add(before.get("dur").decimalValue()))
				.isLessThanOrEqualTo(TraceFile.at(between));
			assertThat(argument(between, "machine").asLong()).isOne();
			assertThat(file.marks("M starts")).hasSize(2);
		}
	}

	@Test
	void whoGetsAProcessorBackHasASliceThereAgain() throws Exception {
		try (GoRuntime runtime = runtime(1); SchedulerTrace trace = runtime.trace(LONG)) {
			runtime.go("blocking", () -> {
				Goroutine.blocking(() -> {
					// Until nobody has it.
					while (runtime.snapshot().processors().getFirst().status() != ProcessorStatus.IDLE) {
						Thread.onSpinWait();
					}
					return 0;
				});
			}).join();
			awaitRest(runtime);
			TraceFile file = TraceFile.of(trace);
			JsonNode whole = file.slices(MACHINES, "blocking").getFirst();
			List<JsonNode> parts = file.slices(PROCESSORS, "blocking");
			assertThat(parts).hasSize(2);
			assertThat(TraceFile.end(parts.getFirst())).isLessThan(TraceFile.at(parts.getLast()));
			assertThat(TraceFile.end(parts.getLast())).isEqualByComparingTo(TraceFile.end(whole));
		}
	}

	@Test
	void machinesThatEnd() throws Exception {
		try (GoRuntime runtime = runtime(1); SchedulerTrace trace = runtime.trace(LONG)) {
			runtime.go(() -> {
			}).join();
			runtime.idleMTimeout(Duration.ZERO);
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("go-traced-m")));
			TraceFile file = TraceFile.of(trace);
			assertThat(file.marks("M starts")).hasSize(1);
			assertThat(file.marks("M exits")).hasSize(1);
		}
	}

	@Test
	void stealsAndGomaxprocs() throws Exception {
		try (GoRuntime runtime = runtime(1); SchedulerTrace trace = runtime.trace(LONG)) {
			runtime.gomaxprocs(2);
			FlightRecorderTests.forceSteal(runtime);
			TraceFile file = TraceFile.of(trace);
			assertThat(file.marks("steal").stream().mapToLong((e) -> argument(e, "goroutines").asLong()).sum())
				.isPositive()
				.isEqualTo(runtime.snapshot().totals().steals());
			assertThat(file.events("C")).anyMatch(
					(e) -> e.get("name").asString().equals("GOMAXPROCS") && argument(e, "processors").asInt() == 2);
		}
	}

	@Test
	void whatGoesOnThroughoutIsThere() throws Exception {
		undisturbed(2, (runtime) -> {
			AtomicBoolean stop = new AtomicBoolean();
			CountDownLatch running = new CountDownLatch(2);
			Goroutine<Void> before = runtime.go("before", () -> {
				running.countDown();
				burn(stop);
			});
			await().until(() -> running.getCount() == 1);
			try (SchedulerTrace trace = runtime.trace(LONG)) {
				runtime.go("during", () -> {
					running.countDown();
					burn(stop);
				});
				running.await();
				TraceFile file = TraceFile.of(trace);
				for (String name : List.of("before", "during")) {
					assertThat(file.slices(MACHINES, name)).as(name).hasSize(1);
					assertThat(file.slices(PROCESSORS, name)).as(name).hasSize(1);
				}
				assertThat(TraceFile.at(file.slices(MACHINES, "before").getFirst())).isZero();
			}
			finally {
				stop.set(true);
			}
			before.join();
		});
	}

	@Test
	void memoryIsBoundedAndWhatIsDroppedIsSaid() throws Exception {
		int capacity = 2_000;
		try (GoRuntime runtime = runtime(2);
				SchedulerTrace trace = SchedulerTrace.start("traced", runtime.scheduler(), LONG, capacity)) {
			List<Goroutine<Void>> goroutines = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				goroutines.add(runtime.go(() -> {
					for (int round = 0; round < 500; round++) {
						runtime.go(() -> Goroutine.yield()).join();
					}
				}));
			}
			for (Goroutine<Void> goroutine : goroutines) {
				goroutine.join();
			}
			// The last run may not have been recorded yet.
			long droppedBefore = trace.dropped();
			TraceFile file = TraceFile.of(trace);
			long dropped = file.otherData().get("droppedEvents").asLong();
			long recorded = file.otherData().get("recordedEvents").asLong();
			assertThat(dropped).isBetween(droppedBefore, trace.dropped()).isPositive();
			// The first twentieth of the time has a twentieth of the room.
			assertThat(recorded).isBetween(capacity / 20L, capacity / 20L + 10);
			assertThat(recorded + dropped).isGreaterThan(20 * 500 * 2);
			assertThat(file.slices(MACHINES)).isNotEmpty();
		}
	}

	@Test
	void namesMayBeMadeOfAnything() throws Exception {
		List<String> names = List.of("\"},{\"ph\":\"B", "\\", "\u0000\n\t", "\uD800 half", "</script>", "\u2028",
				"\uD83D\uDE00", "x".repeat(1_000_000));
		try (GoRuntime runtime = GoRuntime.builder().name("a \"name\"").gomaxprocs(1).build();
				SchedulerTrace trace = runtime.trace(LONG)) {
			for (String name : names) {
				runtime.go(name, () -> {
				}).join();
			}
			TraceFile file = TraceFile.of(trace);
			assertThat(file.otherData().get("runtime").asString()).isEqualTo("a \"name\"");
			assertThat(file.slices(MACHINES)).extracting((e) -> e.get("name").asString())
				.containsAll(names.subList(0, 3))
				.contains("\uFFFD half", "</script>", "\u2028", "\uD83D\uDE00")
				.allMatch((name) -> name.length() < 300);
		}
	}

	/** It is some megabytes, and an M may idle for long. */
	@Test
	void recordingIsFreedWhileTheMachineThatWasInItIdles() throws Exception {
		try (GoRuntime runtime = runtime(1)) {
			WeakReference<Recording> recording = recordOneRun(runtime);
			await().until(() -> {
				System.gc();
				return recording.get() == null;
			});
			assertThat(runtime.snapshot().machines()).hasSize(1);
		}
	}

	private static WeakReference<Recording> recordOneRun(GoRuntime runtime) throws Exception {
		Recording recording = new Recording("traced", LONG.toNanos(), 100);
		assertThat(runtime.scheduler().startTrace(recording)).isTrue();
		runtime.go(() -> {
		}).join();
		runtime.scheduler().stopTrace(recording);
		return new WeakReference<>(recording);
	}

	@Test
	void oneAtATime() {
		try (GoRuntime runtime = runtime(1); GoRuntime other = runtime(1)) {
			try (SchedulerTrace trace = runtime.trace(LONG); SchedulerTrace independent = other.trace(LONG)) {
				assertThatThrownBy(() -> runtime.trace(LONG)).isInstanceOf(IllegalStateException.class)
					.hasMessage("A trace of runtime 'traced' is being recorded already");
				independent.stop();
				trace.stop();
			}
			runtime.trace(LONG).close();
			SchedulerTrace forgotten = runtime.trace(Duration.ofNanos(1));
			await().untilAsserted(() -> runtime.trace(LONG).close());
			forgotten.close();
			runtime.trace(LONG).close();
		}
	}

	@BubbleTest
	void bubbleHasNothingToTrace() {
		assertThatThrownBy(() -> Bubble.runtime().trace(LONG)).isInstanceOf(UnsupportedOperationException.class)
			.hasMessage("A bubble has neither Ps nor Ms to trace");
	}

	@Test
	void badDurationIsRefused() {
		try (GoRuntime runtime = runtime(1)) {
			for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(2))) {
				assertThatThrownBy(() -> runtime.trace(bad)).isInstanceOf(IllegalArgumentException.class)
					.hasMessage("atMost must be more than zero and not more than PT1H, but is " + bad);
			}
			runtime.trace(LONG).close();
		}
	}

	/** Until each M has recorded what it ran last. */
	private static void awaitRest(GoRuntime runtime) {
		await().until(() -> runtime.snapshot().machines().stream().allMatch((m) -> m.status() == MachineStatus.IDLE));
	}

	private static JsonNode argument(JsonNode event, String name) {
		return event.get("args").get(name);
	}

	private static void burn(AtomicBoolean stop) {
		while (!stop.get()) {
			Thread.onSpinWait();
		}
	}

	/**
	 * A load that never hands off. It is another one if the system puts a thread to
	 * sleep, which then loses its P, and says nothing.
	 */
	private static void undisturbed(int gomaxprocs, Load load) throws Exception {
		for (int attempt = 1;; attempt++) {
			try (GoRuntime runtime = runtime(gomaxprocs)) {
				try {
					load.run(runtime);
					return;
				}
				catch (AssertionError ex) {
					if (attempt == 10 || runtime.snapshot().totals().handoffs() == 0) {
						throw ex;
					}
				}
			}
		}
	}

	private static GoRuntime runtime(int gomaxprocs) {
		return GoRuntime.builder().name("traced").gomaxprocs(gomaxprocs).timeSlice(Duration.ofHours(1)).build();
	}

	private interface Load {

		void run(GoRuntime runtime) throws Exception;

	}

}
