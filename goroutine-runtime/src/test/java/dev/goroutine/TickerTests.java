package dev.goroutine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.List;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Go's rules for {@code time.Ticker} and {@code time.After}, one by one; and that both
 * work by the real clock.
 */
@Timeout(60)
class TickerTests {

	private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

	@ParameterizedTest
	@ValueSource(longs = { 0, -1 })
	void periodMustBePositive(long seconds) {
		Duration period = Duration.ofSeconds(seconds);
		assertThatIllegalArgumentException().isThrownBy(() -> Ticker.every(period))
			.withMessage("non-positive interval for NewTicker: period is " + period + ", must be more than zero");
	}

	@BubbleTest
	void ticksAfterEachPeriod() throws Exception {
		Instant start = Bubble.now();
		try (Ticker ticker = Ticker.every(Duration.ofHours(3))) {
			for (int i = 1; i <= 10; i++) {
				assertThat(ticker.chan().receive()).isEqualTo(start.plus(Duration.ofHours(3L * i)))
					.isEqualTo(Bubble.now());
			}
		}
	}

	@BubbleTest
	void slowReceiverMissesTicks() throws Exception {
		Instant start = Bubble.now();
		try (Ticker ticker = Ticker.every(Duration.ofSeconds(10))) {
			Goroutine.sleep(Duration.ofSeconds(35));
			assertThat(ticker.chan().size()).isEqualTo(1);
			assertThat(ticker.chan().tryReceive()).as("the first of three").isEqualTo(start.plusSeconds(10));
			assertThat(ticker.chan().tryReceive()).isNull();
			assertThat(ticker.chan().receive()).as("keeps to the beat").isEqualTo(start.plusSeconds(40));
		}
	}

	@BubbleTest
	void closeEndsTheTicksAndNotTheChannel() throws Exception {
		Ticker ticker = Ticker.every(Duration.ofSeconds(1));
		ticker.chan().receive();
		Goroutine.sleep(Duration.ofMillis(1500));
		ticker.close();
		assertThat(ticker.chan().isClosed()).isFalse();
		assertThat(ticker.chan().tryReceive(Duration.ofDays(1))).isNull();
		ticker.close();
	}

	/** A tick and the closing are due at the same moment. */
	@BubbleTest
	void closeThatMeetsATick() throws Exception {
		Ticker ticker = Ticker.every(Duration.ofSeconds(1));
		Goroutine<Void> receiver = Bubble.runtime().go(() -> {
			for (Instant tick : ticker.chan()) {
				assertThat(tick).isEqualTo(Bubble.now());
			}
		});
		Goroutine.sleep(Duration.ofSeconds(3));
		ticker.close();
		Bubble.await();
		assertThat(ticker.chan().size()).isZero();
		Instant closedAt = Bubble.now();
		Goroutine.sleep(Duration.ofDays(1));
		assertThat(receiver.isDone()).isFalse();
		assertThat(closedAt).isEqualTo(Bubble.now().minus(Duration.ofDays(1)));
		receiver.cancel(true);
	}

	@Test
	void channelIsNobodysToCloseOrSendTo() {
		try (Ticker ticker = Ticker.every(Duration.ofHours(1))) {
			assertThat((Object) ticker.chan()).isInstanceOf(ReceiveChan.class)
				.isNotInstanceOfAny(Chan.class, SendChan.class);
		}
		for (Duration duration : List.of(Duration.ZERO, Duration.ofHours(1))) {
			assertThat((Object) Timers.after(duration)).isInstanceOf(ReceiveChan.class)
				.isNotInstanceOfAny(Chan.class, SendChan.class);
		}
	}

	// Null where there must be none is the point.
	@Test
	@SuppressWarnings("NullAway")
	void nullIsNamed() {
		assertThatNullPointerException().isThrownBy(() -> Ticker.every(null)).withMessage("period");
		assertThatNullPointerException().isThrownBy(() -> Timers.after(null)).withMessage("duration");
	}

	@BubbleTest
	void periodsAtTheEdge() throws Exception {
		for (Duration longest : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE - 1))) {
			try (Ticker ticker = Ticker.every(longest)) {
				assertThat(ticker.chan().tryReceive(Duration.ofDays(36_500))).isNull();
			}
		}
	}

	@BubbleTest
	void afterSendsTheTimeOnce() throws Exception {
		Instant start = Bubble.now();
		ReceiveChan<Instant> chan = Timers.after(Duration.ofMinutes(5));
		assertThat(chan.capacity()).isEqualTo(1);
		assertThat(chan.tryReceive()).isNull();
		Goroutine.sleep(Duration.ofHours(1));
		assertThat(chan.receive()).as("held until it is received").isEqualTo(start.plus(Duration.ofMinutes(5)));
		assertThat(chan.tryReceive(Duration.ofDays(1))).isNull();
		assertThat(chan.isClosed()).isFalse();
	}

	@BubbleTest
	void afterNothingIsAtOnce() throws Exception {
		assertThat(Timers.after(Duration.ZERO).tryReceive()).isEqualTo(Bubble.now());
		assertThat(Timers.after(Duration.ofSeconds(Long.MIN_VALUE)).tryReceive()).isEqualTo(Bubble.now());
	}

	@BubbleTest
	void afterForEverNeverComes() throws Exception {
		ReceiveChan<Instant> chan = Timers.after(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(chan.tryReceive(Duration.ofDays(1))).isNull();
	}

	@BubbleTest
	void afterThatNobodyWaitsForNeedsNoReceiver() throws Exception {
		Timers.after(Duration.ofSeconds(1));
		Goroutine.sleep(Duration.ofSeconds(2));
	}

	@BubbleTest
	void afterAsACaseOfASelect() throws Exception {
		String result = Select.select(Timers.after(Duration.ofSeconds(2)).onReceive((time) -> "two"),
				Timers.after(Duration.ofSeconds(1)).onReceive((time) -> "one"),
				Chan.unbuffered().onReceive((value) -> "never"));
		assertThat(result).isEqualTo("one");
	}

	/** Nothing refers to them: not while nobody waits, and not after that. */
	@Test
	void whatNobodyHasIsGarbage() throws Exception {
		List<WeakReference<Object>> lost = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Ticker dropped = Ticker.every(Duration.ofHours(1));
			Ticker closed = Ticker.every(Duration.ofHours(1));
			ReceiveChan<Instant> after = Timers.after(Duration.ofHours(1));
			ReceiveChan<Instant> never = Timers.after(Duration.ofSeconds(Long.MAX_VALUE));
			for (ReceiveChan<Instant> chan : List.of(dropped.chan(), closed.chan(), after, never)) {
				assertThat(chan.tryReceive(Duration.ofNanos(1))).isNull();
				Select.select(chan.onReceive((time) -> time), Select.onTimeout(Duration.ofNanos(1), () -> null));
				lost.add(new WeakReference<>(chan));
			}
			closed.close();
			lost.addAll(List.of(new WeakReference<>(dropped), new WeakReference<>(closed)));
		}
		await().until(() -> {
			System.gc();
			return lost.stream().allMatch((each) -> each.get() == null);
		});
	}

	/** The loop that Go's users were warned of until 1.23. */
	@Test
	void millionThatLoseASelectLeaveNothingBehind() throws Exception {
		Chan<Integer> results = Chan.buffered(1);
		long before = 0;
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 333_333; i++) {
				results.send(i);
				int result = Select.select(results.onReceive((value) -> (value != null) ? value : -1),
						Timers.after(Duration.ofHours(1)).onReceive((time) -> -2));
				assertThat(result).isEqualTo(i);
			}
			long after = usedHeap();
			if (round > 0) {
				assertThat(after - before).as("round %d", round).isLessThan(4_000_000);
			}
			before = (round == 0) ? after : before;
		}
	}

	private static long usedHeap() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/** Those who leave do not take the time away from those who stay. */
	@BubbleTest
	void everyoneWhoWaitsGetsATick() throws Exception {
		try (Ticker ticker = Ticker.every(Duration.ofSeconds(1))) {
			List<Goroutine<@Nullable Instant>> waiters = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				waiters.add(Bubble.runtime().go(() -> ticker.chan().receive()));
			}
			Bubble.runtime().go(() -> ticker.chan().tryReceive(Duration.ofMillis(1)));
			for (Goroutine<@Nullable Instant> waiter : waiters) {
				assertThat(waiter.join()).isNotNull();
			}
			assertThat(Bubble.now()).isEqualTo(ORIGIN.plusSeconds(5));
		}
	}

	@BubbleTest
	void whoLooksInTimeMayTakeItFromWhoWaits() throws Exception {
		ReceiveChan<Instant> after = Timers.after(Duration.ofSeconds(1));
		Goroutine<@Nullable Instant> waiter = Bubble.runtime().go(() -> after.tryReceive(Duration.ofSeconds(2)));
		Goroutine.sleep(Duration.ofSeconds(1));
		Instant taken = after.tryReceive();
		assertThat(waiter.join() == null).isEqualTo(taken != null);
	}

	/** As in Go: otherwise it would go on for ever. */
	@Test
	void aTickerThatNobodyWaitsForDoesNotMoveTheClock() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Bubble.run(() -> {
			try (Ticker ticker = Ticker.every(Duration.ofSeconds(1))) {
				Chan.unbuffered().receive();
				ticker.chan().receive();
			}
		})).withMessageContaining("all goroutines in bubble are blocked");
	}

	/** Joining, leaving, ticks and the end meet on real threads. */
	@Test
	void waitersThatComeAndGoMissNoTickThatIsTheirs() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
				Ticker ticker = Ticker.every(Duration.ofMillis(1))) {
			WaitGroup group = new WaitGroup();
			for (int i = 0; i < 8; i++) {
				boolean impatient = i % 2 == 0;
				group.go(runtime, () -> {
					for (int k = 0; k < 50; k++) {
						if (impatient) {
							ticker.chan().tryReceive(Duration.ofNanos(500_000));
						}
						else {
							assertThat(ticker.chan().receive()).isNotNull();
						}
					}
				});
			}
			group.await();
		}
	}

	@Test
	void ticksByTheRealClock() throws Exception {
		Instant start = Instant.now();
		try (Ticker ticker = Ticker.every(Duration.ofMillis(2))) {
			assertThat(ticker.chan()).isSameAs(ticker.chan());
			assertThat(ticker.chan().capacity()).isEqualTo(1);
			Instant previous = start;
			for (int i = 1; i <= 20; i++) {
				Instant tick = ticker.chan().receive();
				assertThat(tick).isAfter(previous);
				previous = tick;
			}
			assertThat(previous).isAfterOrEqualTo(start.plusMillis(38));
		}
	}

	@Test
	void afterByTheRealClock() throws Exception {
		long start = System.nanoTime();
		ReceiveChan<Instant> chan = Timers.after(Duration.ofMillis(3));
		assertThat(chan.receive()).isNotNull();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
	}

	/** Closing and a tick meet: either way there are none afterwards. */
	@Test
	void noTickAfterClose() throws Exception {
		for (int i = 0; i < 200; i++) {
			Ticker ticker = Ticker.every(Duration.ofNanos(1 + i * 10_000L));
			if (i % 2 == 0) {
				ticker.chan().receive();
			}
			ticker.close();
			ticker.close();
			assertThat(ticker.chan().isClosed()).isFalse();
			// Timers fire in the order of their times, and no tick is due as late as
			// this.
			Timers.after(Duration.ofMillis(3)).receive();
			assertThat(ticker.chan().tryReceive()).isNull();
		}
	}

}
