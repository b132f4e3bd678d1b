package dev.goroutine.internal.timer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every timer comes out at its tick, whatever levels it went through.
 */
class TimingWheelTests {

	private static final long SIZE = TimingWheel.SIZE;

	private final TimingWheel wheel = new TimingWheel();

	private final List<Timer> due = new ArrayList<>();

	@Test
	void emptyWheelHasNoNextTick() {
		assertThat(this.wheel.nextTick()).isEqualTo(Long.MAX_VALUE);
		this.wheel.advance(Long.MAX_VALUE / 2, this.due::add);
		assertThat(this.due).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - 1, 2 * SIZE, SIZE * SIZE - 1, SIZE * SIZE,
			SIZE * SIZE + 1, SIZE * SIZE * SIZE - 1, SIZE * SIZE * SIZE + 12_345, 1_000_000_007L,
			Long.MAX_VALUE / 1_000_000 + 1 })
	void comesAtItsTickAndNotBefore(long tick) {
		for (long start : new long[] { 0, 1, SIZE - 1, SIZE, 5 * SIZE + 77, SIZE * SIZE - 1, SIZE * SIZE * SIZE - 1 }) {
			TimingWheel wheel = new TimingWheel();
			wheel.advance(start, this.due::add);
			Timer timer = timer(start + tick);
			wheel.add(timer);
			wheel.advance(start + tick - 1, this.due::add);
			assertThat(this.due).as("before, started at %d", start).isEmpty();
			assertThat(wheel.nextTick()).isEqualTo(start + tick);
			wheel.advance(start + tick, this.due::add);
			assertThat(this.due).as("started at %d", start).containsExactly(timer);
			assertThat(wheel.size()).isZero();
			assertThat(wheel.nextTick()).isEqualTo(Long.MAX_VALUE);
			this.due.clear();
		}
	}

	@Test
	void nextTickIsNeverTooLateAndAFewStepsLeadToATimer() {
		long tick = SIZE * SIZE * SIZE * 3 + SIZE * SIZE * 5 + SIZE * 7 + 11;
		this.wheel.add(timer(tick));
		int steps = 0;
		while (this.due.isEmpty()) {
			long next = this.wheel.nextTick();
			assertThat(next).isLessThanOrEqualTo(tick);
			this.wheel.advance(next, this.due::add);
			steps++;
		}
		assertThat(steps).isEqualTo(4);
	}

	@Test
	void whatIsOverIsDueAtTheNextTick() {
		this.wheel.advance(SIZE + 5, this.due::add);
		this.wheel.add(timer(3));
		this.wheel.add(timer(SIZE + 5));
		assertThat(this.wheel.nextTick()).isEqualTo(SIZE + 6);
		this.wheel.advance(SIZE + 6, this.due::add);
		assertThat(this.due).hasSize(2);
	}

	@Test
	void timeDoesNotGoBack() {
		this.wheel.advance(100, this.due::add);
		this.wheel.advance(50, this.due::add);
		this.wheel.add(timer(60));
		assertThat(this.wheel.nextTick()).isEqualTo(101);
	}

	@Test
	void aSlotAWholeTurnAheadIsNotTheCurrentOne() {
		// From one tick before a slot of level 1 begins, the furthest of level 1 is in
		// the
		// slot that begins a tick later, a turn on.
		long start = 3 * SIZE + SIZE - 1;
		this.wheel.advance(start, this.due::add);
		long tick = start + SIZE * SIZE - 1;
		this.wheel.add(timer(tick));
		this.wheel.advance(tick - 1, this.due::add);
		assertThat(this.due).isEmpty();
		this.wheel.advance(tick, this.due::add);
		assertThat(this.due).hasSize(1);
	}

	@Test
	void sweepThrowsOutTheCancelledAndOnlyThem() {
		List<Timer> kept = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			Timer timer = timer(1 + (long) i * i * i);
			this.wheel.add(timer);
			if (i % 3 == 0) {
				assertThat(timer.tryCancel()).isTrue();
			}
			else {
				kept.add(timer);
			}
		}
		assertThat(this.wheel.sweep()).isEqualTo(334);
		assertThat(this.wheel.size()).isEqualTo(kept.size());
		assertThat(this.wheel.sweep()).isZero();
		this.wheel.advance(2_000_000_000, this.due::add);
		assertThat(this.due).containsExactlyElementsOf(kept);
	}

	@Test
	void sweepComesToTheFirstSlotToo() {
		this.wheel.advance(5, this.due::add);
		// Slot 0 of level 0, with 1 to 5 over.
		Timer cancelled = timer(SIZE);
		this.wheel.add(cancelled);
		assertThat(cancelled.tryCancel()).isTrue();
		assertThat(this.wheel.sweep()).isOne();
		assertThat(this.wheel.nextTick()).isEqualTo(Long.MAX_VALUE);
	}

	/** Against a sorted map. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void doesWhatASortedMapWouldDo(long seed) {
		Random random = new Random(seed);
		TreeMap<Long, Integer> model = new TreeMap<>();
		Map<Timer, Long> takenAt = new HashMap<>();
		long now = 0;
		for (int step = 0; step < 3_000; step++) {
			for (int i = random.nextInt(8); i > 0; i--) {
				long tick = now + 1 + randomDistance(random);
				this.wheel.add(timer(tick));
				model.merge(tick, 1, Integer::sum);
			}
			long to = now + randomDistance(random) / (1 + random.nextInt(1_000));
			long[] last = { now };
			this.wheel.advance(to, (timer) -> {
				assertThat(timer.tick).isBetween(last[0], to);
				last[0] = timer.tick;
				assertThat(takenAt.put(timer, to)).isNull();
				model.computeIfPresent(timer.tick, (tick, count) -> (count == 1) ? null : count - 1);
			});
			now = to;
			assertThat(model.headMap(now, true)).as("left behind, seed %d step %d", seed, step).isEmpty();
			assertThat(this.wheel.size()).isEqualTo(model.values().stream().mapToInt(Integer::intValue).sum());
			assertThat(this.wheel.nextTick()).isGreaterThan(now)
				.isLessThanOrEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey());
		}
	}

	/** All magnitudes are equally likely. */
	private static long randomDistance(Random random) {
		return random.nextLong(1L << (1 + random.nextInt(36)));
	}

	private static Timer timer(long tick) {
		Timer timer = new Timer() {
			@Override
			protected void fire() {
				throw new IllegalStateException("The wheel fires nothing");
			}
		};
		timer.schedule(tick);
		return timer;
	}

}
