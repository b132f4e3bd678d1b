package dev.goroutine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tickers and timers by the real clock; their rules are tested by a clock that can be
 * held.
 */
@Timeout(60)
class TickerTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1 })
	void periodMustBePositive(long seconds) {
		Duration period = Duration.ofSeconds(seconds);
		assertThatIllegalArgumentException().isThrownBy(() -> Ticker.every(period))
			.withMessage("non-positive interval for NewTicker: period is " + period + ", must be more than zero");
	}

	@Test
	void ticksByTheRealClock() throws Exception {
		Instant start = Instant.now();
		try (Ticker ticker = Ticker.every(Duration.ofMillis(2))) {
			assertThat(ticker.chan()).isSameAs(ticker.chan());
			assertThat(ticker.chan().capacity()).isEqualTo(1);
			Instant previous = start;
			for (int i = 1; i <= 20; i++) {
				Instant tick = this.runtime.go(() -> ticker.chan().receive()).join();
				assertThat(tick).isAfter(previous);
				previous = tick;
			}
			assertThat(previous).isAfterOrEqualTo(start.plusMillis(38));
		}
	}

	@Test
	void afterByTheRealClock() throws Exception {
		long start = System.nanoTime();
		Chan<Instant> chan = Timers.after(Duration.ofMillis(3));
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
			assertThat(ticker.chan().tryReceive(Duration.ofMillis(3))).isNull();
		}
	}

	@Test
	void whoClosesTheChannelEndsTheTicks() throws Exception {
		Ticker ticker = Ticker.every(Duration.ofMillis(1));
		ticker.chan().close();
		Ticker other = Ticker.every(Duration.ofMillis(1));
		other.chan().receive();
		other.chan().receive();
		await().until(() -> ticker.chan().tryReceive() == null);
		other.close();
	}

}
