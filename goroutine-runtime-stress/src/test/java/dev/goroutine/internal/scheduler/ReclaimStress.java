package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.queue.GlobalRunQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The ownership word of {@link Processor}: an M takes its P back after a run while sysmon
 * takes it away.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the M has it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "sysmon has it")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "both run goroutines on one P")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "nobody ever uses the P again")
@State
public class ReclaimStress {

	private final Processor p = new Processor(0, new GlobalRunQueue());

	public ReclaimStress() {
		this.p.lend(StressMachines.M1);
	}

	@Actor
	public void machine(ZZ_Result result) {
		result.r1 = this.p.reclaim(StressMachines.M1);
	}

	@Actor
	public void sysmon(ZZ_Result result) {
		result.r2 = this.p.retake(Processor.running(StressMachines.M1.id), HandoffReason.TIMESLICE);
	}

	/** The M looks whether the P is still its own and then takes it. */
	@JCStressTest
	@JCStressMeta(ReclaimStress.class)
	@State
	public static class BrokenTwin {

		private static final long RUNNING = 2;

		private final AtomicLong owner = new AtomicLong(RUNNING);

		@Actor
		public void machine(ZZ_Result result) {
			if (this.owner.get() == RUNNING) {
				this.owner.set(0);
				result.r1 = true;
			}
		}

		@Actor
		public void sysmon(ZZ_Result result) {
			result.r2 = this.owner.compareAndSet(RUNNING, 0);
		}

	}

}
