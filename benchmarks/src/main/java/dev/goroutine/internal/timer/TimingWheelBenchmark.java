package dev.goroutine.internal.timer;

import dev.goroutine.benchmarks.part.PartBenchmark;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The wheel alone: a timer goes in, and comes out when it is due.
 */
@State(Scope.Thread)
public class TimingWheelBenchmark extends PartBenchmark {

	private static final int DUE_AT_A_TICK = 100;

	/**
	 * How many ticks each timer has to go: within level 0, and on level 1, from where it
	 * cascades.
	 */
	@Param({ "1000", "10000" })
	public int ticks;

	private final TimingWheel wheel = new TimingWheel();

	private final Batch batch = new Batch();

	private long now;

	@Setup
	public void fill() {
		for (int tick = 1; tick <= this.ticks; tick++) {
			for (int i = 0; i < DUE_AT_A_TICK; i++) {
				add(new Idle(), tick);
			}
		}
	}

	/** For each timer. All that are due at a tick go in again. */
	@Benchmark
	@OperationsPerInvocation(DUE_AT_A_TICK)
	public int addAndAdvance() {
		this.now++;
		this.batch.size = 0;
		this.wheel.advance(this.now, this.batch::add);
		for (int i = 0; i < this.batch.size; i++) {
			Timer timer = this.batch.timers[i];
			assert timer != null;
			add(timer, this.now + this.ticks);
		}
		return this.batch.size;
	}

	private void add(Timer timer, long tick) {
		timer.tick = tick;
		this.wheel.add(timer);
	}

	private static final class Batch {

		private final @Nullable Timer[] timers = new @Nullable Timer[DUE_AT_A_TICK];

		private int size;

		void add(Timer timer) {
			this.timers[this.size++] = timer;
		}

	}

	private static final class Idle extends Timer {

		@Override
		protected void fire() {
		}

	}

}
