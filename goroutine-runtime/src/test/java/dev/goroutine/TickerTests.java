package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Go's rules for {@code time.Ticker} and {@code time.After}, one by one; and that both
 * work by the real clock.
 */
@Timeout(60)
class TickerTests {

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
