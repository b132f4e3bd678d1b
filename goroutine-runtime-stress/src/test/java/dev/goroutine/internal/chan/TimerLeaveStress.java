package dev.goroutine.internal.chan;

import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;
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
 * The timer of a {@link TimerChan} fires while the one who waits is interrupted and
 * leaves. The results: whether he has received the time, whether the next one finds it
 * there, and whether a timer is left.
 */
@JCStressTest
@Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "the timer wins")
@Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the interrupt wins")
@Outcome(expect = FORBIDDEN, desc = "the time is lost or comes twice, or a timer is left that nobody needs")
@State
public class TimerLeaveStress {

	private final TimerPlaces timer = new TimerPlaces(0);

	private final Sudog receiver = TimerPlaces.place();

	private boolean interrupted;

	public TimerLeaveStress() {
		this.timer.join(this.receiver);
		this.timer.advance();
	}

	@Actor
	public void timerThread() {
		this.timer.fire();
	}

	@Actor
	public void leaves() {
		this.interrupted = this.receiver.waiter.claim(Waiter.INTERRUPTED);
		if (this.interrupted) {
			this.timer.leave(this.receiver);
		}
	}

	@Arbiter
	public void look(ZZZ_Result result) {
		result.r1 = !this.interrupted && this.receiver.item != null;
		result.r2 = this.timer.chan().tryReceive() != null;
		result.r3 = this.timer.advance();
	}

	/** Takes the time before it knows whether anybody gets it. */
	@JCStressTest
	@JCStressMeta(TimerLeaveStress.class)
	@State
	public static class BrokenTwin {

		private final AtomicReference<@Nullable String> outcome = new AtomicReference<>();

		private volatile boolean over;

		@Actor
		public void timerThread() {
			this.over = true;
			this.outcome.compareAndSet(null, "time");
		}

		@Actor
		public void leaves() {
			this.outcome.compareAndSet(null, "interrupt");
		}

		@Arbiter
		public void look(ZZZ_Result result) {
			result.r1 = "time".equals(this.outcome.get());
			result.r2 = !this.over;
		}

	}

}
