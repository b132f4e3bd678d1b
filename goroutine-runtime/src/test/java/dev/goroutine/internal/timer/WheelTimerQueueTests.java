package dev.goroutine.internal.timer;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Timers fire once, at their time, or are cancelled, and leave nothing behind.
 */
@Timeout(60)
class WheelTimerQueueTests {

	private static final String THREAD = "timers-under-test";

	private static final long MILLI = 1_000_000;

	private static final long HOUR = 3_600_000_000_000L;

	private final FakeTime time = new FakeTime(Long.MAX_VALUE - 5 * MILLI);

	private final TimerQueue timers = new WheelTimerQueue(THREAD, this.time);

	@AfterEach
	void letTheThreadEnd() {
		// What is cancelled by now is swept when the thread wakes up.
		this.timers.schedule(new Probe(), 1);
		await().until(() -> {
			this.time.advance(HOUR);
			return !threadIsAlive();
		});
	}

	@Test
	void firesAtItsTimeAndNotBeforeThoughTheClockOverflows() {
		Probe probe = new Probe();
		this.timers.schedule(probe, 10 * MILLI);
		awaitParkedFor(10 * MILLI);
		this.time.advance(10 * MILLI - 1);
		awaitParkedFor(1);
		assertThat(probe.fired).hasValue(0);
		this.time.advance(1);
		await().untilAtomic(probe.fired, (fired) -> assertThat(fired).isEqualTo(1));
		assertThat(probe.isPending()).isFalse();
		assertThat(this.timers.cancel(probe)).isFalse();
	}

	@Test
	void aFractionOfATickIsRoundedUp() {
		Probe probe = new Probe();
		this.time.advance(1);
		this.timers.schedule(probe, MILLI);
		awaitParkedFor(2 * MILLI - 1);
		this.timers.cancel(probe);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, MILLI - 1, MILLI, MILLI + 1, HOUR, Long.MAX_VALUE - 1, Long.MAX_VALUE })
	void noRoundingMakesItEarly(long nanos) {
		long tick = WheelTimerQueue.tickOf(nanos);
		assertThat(tick).isPositive();
		assertThat(Math.multiplyHigh(tick, MILLI) > 0 || tick * MILLI < 0 || tick * MILLI >= nanos).isTrue();
		assertThat((tick - 1) * MILLI).isLessThan(nanos);
	}

	@Test
	void theLongestTimeNeverComes() {
		Probe probe = new Probe();
		this.time.advance(HOUR);
		this.timers.schedule(probe, Long.MAX_VALUE);
		for (int i = 0; i < 100; i++) {
			this.time.advance(365 * 24 * HOUR);
		}
		assertThat(probe.isPending()).isTrue();
		this.timers.cancel(probe);
	}

	@Test
	void anEarlierOneWakesTheThreadAndALaterOneDoesNot() {
		this.timers.schedule(new Probe(), 100 * MILLI);
		awaitParkedFor(100 * MILLI);
		this.timers.schedule(new Probe(), 200 * MILLI);
		Probe early = new Probe();
		this.timers.schedule(early, 50 * MILLI);
		awaitParkedFor(50 * MILLI);
		this.time.advance(50 * MILLI);
		await().untilAtomic(early.fired, (fired) -> assertThat(fired).isEqualTo(1));
		awaitParkedFor(50 * MILLI);
	}

	@Test
	void earlierTicksFireFirst() {
		ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
		List<Integer> expected = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			int number = i;
			this.timers.schedule(new Probe(() -> order.add(number)), (i + 1) * MILLI);
			expected.add(i);
		}
		// All at once.
		await().until(() -> {
			this.time.advance(HOUR);
			return order.size() == 3_000;
		});
		assertThat(List.copyOf(order)).isEqualTo(expected);
	}

	@Test
	void aTimerMayScheduleAnother() {
		Probe second = new Probe();
		this.timers.schedule(new Probe(() -> this.timers.schedule(second, MILLI)), MILLI);
		await().until(() -> {
			this.time.advance(MILLI);
			return second.fired.get() == 1;
		});
	}

	@Test
	void aTimerThatThrowsDoesNotStopTheOthers() {
		Probe other = new Probe();
		this.timers.schedule(new Probe(() -> {
			throw new IllegalStateException("expected");
		}), MILLI);
		this.timers.schedule(other, 2 * MILLI);
		await().until(() -> {
			this.time.advance(MILLI);
			return other.fired.get() == 1;
		});
	}

	/** Its parts take a tenth of a slice each. */
	@Test
	void whatTakesLongLetsOthersFireInBetween() {
		Task task = new Task(1_000);
		Probe other = new Probe(() -> task.partsDoneBefore = task.partsDone.get());
		task.inTheSeventhPart = () -> this.timers.schedule(other, MILLI);
		this.timers.schedule(task, MILLI);
		awaitDone(List.of(task));
		assertThat(other.fired).hasValue(1);
		assertThat(task.partsDoneBefore).as("in the tick after the next").isBetween(8, 40);
		assertThat(task.isPending()).isFalse();
		assertThat(this.timers.cancel(task)).isFalse();
	}

	@Test
	void severalThatTakeLongShareTheTime() {
		List<Task> tasks = List.of(new Task(1_000), new Task(1_000));
		AtomicInteger least = new AtomicInteger(Integer.MAX_VALUE);
		for (Task task : tasks) {
			task.inTheLastPart = () -> tasks.forEach((each) -> least.accumulateAndGet(each.partsDone.get(), Math::min));
			this.timers.schedule(task, MILLI);
		}
		awaitDone(tasks);
		assertThat(least.get()).as("when the first of them ends").isGreaterThan(900);
	}

	@Test
	void whatIsTooEarlyComesWithTheNextTick() {
		Task task = new Task(3);
		task.early = true;
		this.timers.schedule(task, MILLI);
		this.time.advance(MILLI);
		for (int i = 1; i <= 3; i++) {
			int done = i;
			await().untilAtomic(task.partsDone, (parts) -> assertThat(parts).isEqualTo(done));
			if (i < 3) {
				await().until(() -> this.time.parkedUntil() - this.time.nanoTime() <= MILLI);
			}
			assertThat(task.partsDone).hasValue(i);
			this.time.advance(MILLI);
		}
	}

	/** What fails has done its part, and the thread goes on. */
	@Test
	void aPartThatFailsIsNotTheLast() {
		Task task = new Task(100);
		task.failing = true;
		this.timers.schedule(task, MILLI);
		awaitDone(List.of(task));
	}

	private void awaitDone(List<Task> tasks) {
		await().until(() -> {
			this.time.advance(MILLI);
			return tasks.stream().allMatch((task) -> task.partsDone.get() == task.parts);
		});
	}

	@Test
	void aTimerCanBeUsedOnlyOnce() {
		Probe probe = new Probe();
		this.timers.schedule(probe, HOUR);
		assertThatIllegalStateException().isThrownBy(() -> this.timers.schedule(probe, HOUR));
		assertThat(this.timers.cancel(probe)).isTrue();
		assertThat(this.timers.cancel(probe)).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> this.timers.schedule(probe, HOUR));
	}

	@Test
	void theThreadEndsAfterIdlenessAndAnotherOneComes() {
		for (int i = 0; i < 3; i++) {
			Probe probe = new Probe();
			this.timers.schedule(probe, MILLI);
			assertThat(threadIsAlive()).isTrue();
			await().until(() -> {
				this.time.advance(MILLI);
				return probe.fired.get() == 1;
			});
			await().until(() -> this.time.parkedUntil() - this.time.nanoTime() > WheelTimerQueue.IDLE_NANOS / 2);
			assertThat(threadIsAlive()).isTrue();
			await().until(() -> {
				this.time.advance(WheelTimerQueue.IDLE_NANOS);
				return !threadIsAlive();
			});
		}
	}

	@Test
	void theThreadEndsLongBeforeTheTimeOfCancelledOnes() {
		Probe probe = new Probe();
		this.timers.schedule(probe, 24 * HOUR);
		awaitParkedFor(WheelTimerQueue.IDLE_NANOS);
		this.timers.cancel(probe);
		long start = this.time.nanoTime();
		await().until(() -> {
			this.time.advance(WheelTimerQueue.IDLE_NANOS);
			return !threadIsAlive();
		});
		assertThat(this.time.nanoTime() - start).isLessThan(HOUR);
	}

	@Test
	void cancelledOnesAreThrownOutLongBeforeTheirTime() {
		List<WeakReference<Timer>> shells = new ArrayList<>();
		this.timers.schedule(new Probe(), HOUR);
		for (int i = 0; i < 10 * WheelTimerQueue.MIN_SHELLS; i++) {
			Probe probe = new Probe();
			this.timers.schedule(probe, HOUR + i * MILLI);
			shells.add(new WeakReference<>(probe));
			this.timers.cancel(probe);
		}
		await().until(() -> {
			System.gc();
			return shells.stream().filter((shell) -> shell.get() != null).count() <= WheelTimerQueue.MIN_SHELLS;
		});
	}

	@Test
	void massCancellationIsSweptThoughTheThreadHadTakenThem() {
		List<Probe> all = new ArrayList<>();
		for (int i = 0; i < 10 * WheelTimerQueue.MIN_SHELLS; i++) {
			Probe probe = new Probe();
			this.timers.schedule(probe, HOUR + i * MILLI);
			all.add(probe);
		}
		// Makes it take them from the stack.
		Probe early = new Probe();
		this.timers.schedule(early, MILLI);
		this.time.advance(MILLI);
		await().untilAtomic(early.fired, (fired) -> assertThat(fired).isEqualTo(1));
		List<WeakReference<Timer>> shells = new ArrayList<>();
		for (Probe probe : all) {
			assertThat(this.timers.cancel(probe)).isTrue();
			shells.add(new WeakReference<>(probe));
		}
		all.clear();
		await().until(() -> {
			System.gc();
			return shells.stream().filter((shell) -> shell.get() != null).count() <= WheelTimerQueue.MIN_SHELLS;
		});
	}

	/**
	 * Threads that add and cancel, and a clock that moves on meanwhile: each timer fires
	 * once or is cancelled once.
	 */
	@Test
	void underLoadEachFiresOnceOrIsCancelledOnce() throws Exception {
		int threads = 4;
		int perThread = 50_000;
		AtomicBoolean stop = new AtomicBoolean();
		Thread clock = Thread.ofPlatform().start(() -> {
			while (!stop.get()) {
				this.time.advance(MILLI / 3);
				Thread.onSpinWait();
			}
		});
		List<Probe> all = new ArrayList<>();
		AtomicInteger cancelled = new AtomicInteger();
		List<Thread> adders = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			Probe[] mine = new Probe[perThread];
			for (int i = 0; i < perThread; i++) {
				mine[i] = new Probe();
				all.add(mine[i]);
			}
			SplittableRandom random = new SplittableRandom(t);
			adders.add(Thread.ofPlatform().start(() -> {
				for (int i = 0; i < perThread; i++) {
					this.timers.schedule(mine[i], 1 + random.nextLong(1L << random.nextInt(1, 36)));
					Probe victim = mine[random.nextInt(i + 1)];
					if (random.nextBoolean() && this.timers.cancel(victim)) {
						victim.cancelled.incrementAndGet();
						cancelled.incrementAndGet();
					}
				}
			}));
		}
		for (Thread adder : adders) {
			adder.join();
		}
		stop.set(true);
		clock.join();
		// 2^36 ns are 69 s.
		this.time.advance(TimeUnit.SECONDS.toNanos(70));
		await().until(() -> all.stream().noneMatch(Timer::isPending));
		await().until(() -> all.stream().mapToInt((probe) -> probe.fired.get()).sum() + cancelled.get() == all.size());
		assertThat(all).allMatch((probe) -> probe.fired.get() + probe.cancelled.get() == 1);
		assertThat(cancelled.get()).isPositive();
	}

	/** The last one to come may not be left behind by a thread that goes to sleep. */
	@Test
	void noneIsOverlookedByAThreadThatGoesToSleepOrEnds() throws Exception {
		TimerQueue real = new WheelTimerQueue("timers-by-the-real-clock", TimeSource.SYSTEM);
		for (int round = 0; round < 200; round++) {
			int count = 1 + round % 3;
			CountDownLatch fired = new CountDownLatch(count);
			for (int i = 0; i < count; i++) {
				Thread.ofVirtual().start(() -> real.schedule(new Probe(fired::countDown), 1));
			}
			assertThat(fired.await(10, TimeUnit.SECONDS)).as("round %d", round).isTrue();
		}
	}

	private void awaitParkedFor(long nanos) {
		await().until(() -> this.time.parkedUntil() - this.time.nanoTime() == nanos);
	}

	private static boolean threadIsAlive() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().equals(THREAD));
	}

	private static final class Probe extends Timer {

		final AtomicInteger fired = new AtomicInteger();

		final AtomicInteger cancelled = new AtomicInteger();

		private final Runnable action;

		Probe() {
			this(() -> {
			});
		}

		Probe(Runnable action) {
			this.action = action;
		}

		@Override
		protected void fire() {
			this.fired.incrementAndGet();
			this.action.run();
		}

	}

	private final class Task extends Timer {

		final int parts;

		final AtomicInteger partsDone = new AtomicInteger();

		volatile int partsDoneBefore;

		volatile boolean failing;

		volatile boolean early;

		volatile Runnable inTheSeventhPart = () -> {
		};

		volatile Runnable inTheLastPart = () -> {
		};

		Task(int parts) {
			this.parts = parts;
		}

		@Override
		protected void fire() {
			WheelTimerQueueTests.this.time.advance(WheelTimerQueue.SLICE_NANOS / 10);
			int done = this.partsDone.incrementAndGet();
			if (done == 7) {
				this.inTheSeventhPart.run();
			}
			if (done == this.parts) {
				this.inTheLastPart.run();
			}
			if (this.failing) {
				throw new IllegalStateException("part " + done);
			}
		}

		@Override
		protected Left left() {
			int left = this.parts - this.partsDone.get();
			return (left == 0) ? Left.NOTHING : this.early ? Left.LATER : Left.MORE;
		}

	}

}
