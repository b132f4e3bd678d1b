package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.queue.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The number of a {@link CurrentRun}: sysmon makes an M background work that has lost its
 * P, while the M is about to go on with another one.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "background work, which ends")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "goes on, and is none")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "goes on with a P as background work")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "ends for nothing")
@State
public class DemotionStress {

	/** No thread has that id. */
	private static final int NOBODY = Integer.MAX_VALUE;

	private final CurrentRun run = new CurrentRun();

	public DemotionStress() {
		this.run.begin(new Ticket());
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
	}

	@Actor
	public void sysmon(ZZ_Result result) {
		result.r1 = this.run.demote(NOBODY, 10);
	}

	@Actor
	public void machine(ZZ_Result result) {
		result.r2 = this.run.tryGoOn();
	}

	/** The M looks whether it is demoted and goes on then. */
	@JCStressTest
	@JCStressMeta(DemotionStress.class)
	@State
	public static class BrokenTwin {

		private static final long LOST = 1;

		private static final long DEMOTED = -1;

		private final AtomicLong number = new AtomicLong(LOST);

		@Actor
		public void sysmon(ZZ_Result result) {
			result.r1 = this.number.compareAndSet(LOST, DEMOTED);
		}

		@Actor
		public void machine(ZZ_Result result) {
			if (this.number.get() == LOST) {
				this.number.set(LOST + 1);
				result.r2 = true;
			}
		}

	}

}
