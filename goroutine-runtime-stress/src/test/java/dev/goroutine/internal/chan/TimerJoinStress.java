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
 * {@link TimerChan#arm} against {@link TimerChan#disarm}: one joins those who wait for a
 * time while the only one there leaves. The results: whether the time comes to the one
 * who has joined, and whether a timer is left then.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it comes")
@Outcome(expect = FORBIDDEN, desc = "nobody tells him, or a timer is left that nobody needs")
@State
public class TimerJoinStress {

	private final TimerPlaces timer = new TimerPlaces(0);

	private final Sudog early = TimerPlaces.place();

	private final Sudog late = TimerPlaces.place();

	public TimerJoinStress() {
		this.timer.join(this.early);
	}

	@Actor
	public void joins() {
		this.timer.join(this.late);
	}

	@Actor
	public void leaves() {
		this.timer.leave(this.early);
	}

	@Arbiter
	public void look(ZZ_Result result) {
		if (this.timer.advance()) {
			this.timer.fire();
		}
		result.r1 = this.late.waiter.isClaimed();
		result.r2 = this.timer.advance();
	}

	/** Looks whether he is the last, and takes the alarm back then. */
	@JCStressTest
	@JCStressMeta(TimerJoinStress.class)
	@State
	public static class BrokenTwin {

		private final AtomicInteger waiters = new AtomicInteger(1);

		private volatile boolean alarm = true;

		@Actor
		public void joins() {
			this.waiters.incrementAndGet();
			if (!this.alarm) {
				this.alarm = true;
			}
		}

		@Actor
		public void leaves() {
			if (this.waiters.decrementAndGet() == 0) {
				this.alarm = false;
			}
		}

		@Arbiter
		public void look(ZZ_Result result) {
			result.r1 = this.alarm;
		}

	}

}
