package dev.goroutine.internal.chan;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.sync.Sudog;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * {@link TimerChan#arm} against {@link TimerChan#stop}: one joins those who wait for a
 * time while it is called off. The results: whether a timer is left, which would keep
 * him, and whether the time comes.
 */
@JCStressTest
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "neither")
@Outcome(expect = FORBIDDEN, desc = "it goes on though it was stopped")
@State
public class TimerStopStress {

	private final TimerPlaces timer = new TimerPlaces(TimerPlaces.PERIOD_NANOS);

	private final Sudog receiver = TimerPlaces.place();

	@Actor
	public void joins() {
		this.timer.join(this.receiver);
	}

	@Actor
	public void stops() {
		this.timer.chan().stop();
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r1 = this.timer.advance();
		this.timer.fire();
		result.r2 = this.receiver.waiter.isClaimed();
	}

	/** Does not look once more when it has scheduled the timer. */
	@JCStressTest
	@JCStressMeta(TimerStopStress.class)
	@State
	public static class BrokenTwin {

		private static final int NEW = 0;

		private static final int PENDING = 1;

		private static final int CANCELLED = 2;

		private final AtomicInteger timer = new AtomicInteger(NEW);

		private volatile boolean over;

		private volatile boolean alarm;

		@Actor
		public void joins() {
			this.alarm = true;
			if (!this.over) {
				this.timer.compareAndSet(NEW, PENDING);
			}
		}

		@Actor
		public void stops() {
			this.over = true;
			if (this.alarm) {
				this.timer.compareAndSet(PENDING, CANCELLED);
			}
		}

		@Arbiter
		public void look(ZZ_Result result) {
			result.r1 = this.timer.get() == PENDING;
		}

	}

}
