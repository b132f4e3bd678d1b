package dev.goroutine.internal.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The clock of a bubble.
 */
class SteppedTimerQueueTests {

	private final SteppedTimerQueue timers = new SteppedTimerQueue(new Random(1));

	private final List<String> fired = new ArrayList<>();

	@Test
	void movesTheClockToTheNextAndFiresIt() {
		this.timers.schedule(new Probe("later"), 200);
		this.timers.schedule(new Probe("sooner"), 100);
		assertThat(this.timers.nanoTime()).isZero();
		assertThat(step()).isTrue();
		assertThat(this.fired).containsExactly("sooner");
		assertThat(this.timers.nanoTime()).isEqualTo(100);
		assertThat(this.timers.now()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z").plusNanos(100));
		this.timers.schedule(new Probe("as late"), 100);
		assertThat(step()).isTrue();
		assertThat(this.fired).containsExactlyInAnyOrder("sooner", "later", "as late");
		assertThat(this.timers.nanoTime()).isEqualTo(200);
		assertThat(step()).isFalse();
		assertThat(this.timers.nanoTime()).isEqualTo(200);
	}

	@Test
	void cancelledOneNeitherFiresNorMovesTheClock() {
		Probe probe = new Probe("cancelled");
		this.timers.schedule(probe, 100);
		assertThat(probe.isPending()).isTrue();
		assertThat(this.timers.cancel(probe)).isTrue();
		assertThat(probe.isPending()).isFalse();
		assertThat(probe.cleared).isTrue();
		assertThat(this.timers.cancel(probe)).isFalse();
		assertThat(step()).isFalse();
		assertThat(this.timers.nanoTime()).isZero();
	}

	@Test
	void oneThatHasFiredIsNotCancelled() {
		Probe probe = new Probe("fired");
		this.timers.schedule(probe, 100);
		step();
		assertThat(this.timers.cancel(probe)).isFalse();
		assertThat(probe.cleared).isFalse();
	}

	@Test
	void oneOfThoseDueMayCancelAnother() {
		int both = 0;
		for (int i = 0; i < 20; i++) {
			Probe canceller = new Probe("first");
			Probe victim = new Probe("second");
			canceller.victim = victim;
			this.fired.clear();
			this.timers.schedule(canceller, 100);
			this.timers.schedule(victim, 100);
			step();
			assertThat(this.fired.size() == 2).isEqualTo(this.fired.getFirst().equals("second"));
			both += this.fired.size() - 1;
		}
		assertThat(both).as("the order is random").isBetween(1, 19);
	}

	@Test
	void thoseDueAtTheSameTimeFireInAnyOrder() {
		Set<List<String>> orders = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			this.fired.clear();
			for (String name : List.of("a", "b", "c")) {
				this.timers.schedule(new Probe(name), 100);
			}
			step();
			orders.add(List.copyOf(this.fired));
		}
		assertThat(orders).hasSize(6);
	}

	@Test
	void theLongestTimeNeverComes() {
		this.timers.schedule(new Probe("a day"), Duration.ofDays(1).toNanos());
		step();
		this.timers.schedule(new Probe("beyond all times"), Long.MAX_VALUE);
		assertThat(step()).isFalse();
		assertThat(this.fired).containsExactly("a day");
	}

	/** A timer may cancel another of its moment, or one come in between. */
	@Test
	void thoseDueFireOneAtATime() {
		Probe cancelled = new Probe("cancelled");
		this.timers.schedule(new Probe("a"), 100);
		this.timers.schedule(new Probe("b"), 100);
		this.timers.schedule(cancelled, 100);
		assertThat(this.timers.due()).isZero();
		this.timers.fireOne();
		assertThat(this.fired).as("none is due yet").isEmpty();
		assertThat(this.timers.advance()).isTrue();
		assertThat(this.timers.due()).isEqualTo(3);
		assertThat(this.timers.cancel(cancelled)).isTrue();
		assertThat(this.timers.due()).isEqualTo(2);
		this.timers.fireOne();
		assertThat(this.fired).hasSize(1);
		this.timers.schedule(new Probe("later"), 1);
		assertThat(this.timers.due()).isEqualTo(1);
		this.timers.fireOne();
		assertThat(this.fired).containsExactlyInAnyOrder("a", "b");
		assertThat(this.timers.due()).isZero();
	}

	/** Others of the moment may come between any two parts. */
	@Test
	void oneThatHasMoreStaysDueUntilAllIsDone() {
		Set<List<String>> orders = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			this.fired.clear();
			Probe parts = new Probe("part");
			parts.more = 1;
			this.timers.schedule(parts, 100);
			this.timers.schedule(new Probe("other"), 100);
			assertThat(step()).isTrue();
			orders.add(List.copyOf(this.fired));
		}
		assertThat(orders).containsExactlyInAnyOrder(List.of("other", "part", "part"), List.of("part", "other", "part"),
				List.of("part", "part", "other"));
	}

	/** Whether there was a next moment, all of whose timers have fired then. */
	private boolean step() {
		boolean advanced = this.timers.advance();
		while (this.timers.due() > 0) {
			this.timers.fireOne();
		}
		return advanced;
	}

	private final class Probe extends Timer {

		private final String name;

		private @Nullable Probe victim;

		private int more = -1;

		private boolean cleared;

		Probe(String name) {
			this.name = name;
		}

		@Override
		protected void fire() {
			SteppedTimerQueueTests.this.fired.add(this.name);
			this.more--;
			if (this.victim != null) {
				SteppedTimerQueueTests.this.timers.cancel(this.victim);
			}
		}

		@Override
		protected Left left() {
			return (this.more < 0) ? Left.NOTHING : (this.more == 0) ? Left.LATER : Left.MORE;
		}

		@Override
		protected void clear() {
			this.cleared = true;
		}

	}

}
