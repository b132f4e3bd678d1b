package dev.goroutine.internal.chan;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.sync.Sudog;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The timer of a {@link TimerChan} fires for the only one who waits while another joins.
 * The results: whether the first tick comes to the one, whether the second comes to the
 * other, and whether a timer is left then.
 */
@JCStressTest
@Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "each gets a tick")
@Outcome(expect = FORBIDDEN, desc = "a tick does not come, or a timer is left that nobody needs")
@State
public class TimerRingStress {

	private final TimerPlaces timer = new TimerPlaces(TimerPlaces.PERIOD_NANOS);

	private final Sudog early = TimerPlaces.place();

	private final Sudog late = TimerPlaces.place();

	public TimerRingStress() {
		this.timer.join(this.early);
		this.timer.advance();
	}

	@Actor
	public void timerThread() {
		this.timer.fire();
	}

	@Actor
	public void joins() {
		this.timer.join(this.late);
	}

	@Arbiter
	public void look(ZZZ_Result result) {
		result.r1 = this.early.waiter.isClaimed();
		if (this.timer.advance()) {
			this.timer.fire();
		}
		result.r2 = this.late.waiter.isClaimed();
		result.r3 = this.timer.advance();
	}

	/** Looks whether there are others, and is no alarm any more then. */
	@JCStressTest
	@JCStressMeta(TimerRingStress.class)
	@State
	public static class BrokenTwin {

		private final AtomicInteger waiters = new AtomicInteger(1);

		private volatile boolean alarm = true;

		@Actor
		public void timerThread() {
			if (this.waiters.decrementAndGet() == 0) {
				this.alarm = false;
			}
		}

		@Actor
		public void joins() {
			this.waiters.incrementAndGet();
			if (!this.alarm) {
				this.alarm = true;
			}
		}

		@Arbiter
		public void look(ZZZ_Result result) {
			result.r1 = true;
			result.r2 = this.alarm;
		}

	}

}
