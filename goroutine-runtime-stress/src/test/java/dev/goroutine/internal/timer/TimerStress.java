package dev.goroutine.internal.timer;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A timer's time has come while somebody cancels it: one of them wins.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "fires")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "is cancelled")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "fires though it was cancelled")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "neither: who waits for it waits for ever")
@State
public class TimerStress {

	private final Timer timer = new Timer() {
		@Override
		protected void fire() {
		}
	};

	public TimerStress() {
		this.timer.schedule(1);
	}

	@Actor
	public void timerThread(ZZ_Result result) {
		result.r1 = this.timer.tryFire();
	}

	@Actor
	public void canceller(ZZ_Result result) {
		result.r2 = this.timer.tryCancel();
	}

	/** Looks at the state and then sets it, where the timer uses a CAS. */
	@JCStressTest
	@JCStressMeta(TimerStress.class)
	@State
	public static class BrokenTwin {

		private static final int PENDING = 1;

		private static final int FIRED = 2;

		private static final int CANCELLED = 3;

		private final AtomicInteger state = new AtomicInteger(PENDING);

		@Actor
		public void timerThread(ZZ_Result result) {
			result.r1 = leavePending(FIRED);
		}

		@Actor
		public void canceller(ZZ_Result result) {
			result.r2 = leavePending(CANCELLED);
		}

		private boolean leavePending(int to) {
			if (this.state.get() != PENDING) {
				return false;
			}
			this.state.set(to);
			return true;
		}

	}

}
