package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.queue.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * {@link Machine#lose}: sysmon takes a P while its M goes from one run to the next.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "the M has its P, or its run is known to have lost it")
@Outcome(id = "false", expect = FORBIDDEN, desc = "a run without a P that counts as having one")
@State
public class LoseStress {

	private final Run run = new Run();

	@Actor
	public void machine() {
		this.run.next();
	}

	@Actor
	public void sysmon(Z_Result result) {
		result.r1 = !this.run.m.lose(this.run.p, this.run.word, HandoffReason.TIMESLICE);
	}

	@Arbiter
	public void look(Z_Result result) {
		result.r1 |= this.run.isKnownToBeLost();
	}

	/** Sysmon reads which run it is before it takes the P. */
	@JCStressTest
	@JCStressMeta(LoseStress.class)
	@State
	public static class BrokenTwin {

		private final Run run = new Run();

		@Actor
		public void machine() {
			this.run.next();
		}

		@Actor
		public void sysmon(Z_Result result) {
			long number = this.run.m.run.number();
			result.r1 = !this.run.p.retake(this.run.word, HandoffReason.TIMESLICE);
			if (!result.r1) {
				this.run.m.run.lost(number, HandoffReason.TIMESLICE);
			}
		}

		@Arbiter
		public void look(Z_Result result) {
			result.r1 |= this.run.isKnownToBeLost();
		}

	}

	/** An M that runs something on its P. */
	private static final class Run {

		private final Scheduler scheduler = StressMachines.scheduler(1);

		private final Processor p = this.scheduler.processors.get(0);

		private final Machine m = StressMachines.machine(this.scheduler, 3, false);

		private final long word;

		private Run() {
			this.m.run.begin(new Ticket());
			this.p.lend(this.m);
			this.word = this.p.runningOwner();
		}

		/** Runs the next one, unless it has lost its P. */
		private void next() {
			if (this.p.reclaim(this.m)) {
				this.m.run.end();
				this.m.run.begin(new Ticket());
				this.p.lend(this.m);
			}
		}

		private boolean isKnownToBeLost() {
			boolean lost = this.m.run.lostFor() == HandoffReason.TIMESLICE;
			this.m.run.end();
			StressMachines.giveBack(this.scheduler, this.m);
			return lost;
		}

	}

}
