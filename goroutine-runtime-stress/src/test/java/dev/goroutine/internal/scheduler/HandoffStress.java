package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;

import dev.goroutine.internal.queue.GlobalRunQueue;
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
 * {@link Wakeup#handoffp} against {@link Scheduler#readyGlobal}: sysmon has taken a P and
 * finds nothing for it to do while any thread readies a goroutine. One of them calls an
 * M, which is parked here.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "an M is called")
@Outcome(id = "false", expect = FORBIDDEN, desc = "a lost wake-up: work, an idle P, and nobody comes")
@State
public class HandoffStress {

	private final Scheduler scheduler = StressMachines.scheduler(1);

	private final Processor p = this.scheduler.processors.get(0);

	public HandoffStress() {
		this.scheduler.wakeup.takeIdle();
		this.scheduler.machines.idle.push(StressMachines.M1);
	}

	@Actor
	public void sysmon() {
		this.scheduler.wakeup.handoffp(this.p);
	}

	@Actor
	public void anyThread() {
		this.scheduler.readyGlobal(new Ticket());
	}

	@Arbiter
	public void look(Z_Result result) {
		result.r1 = this.scheduler.machines.idle.isEmpty();
		StressMachines.giveBack(this.scheduler);
	}

	/** Sysmon looks before it puts the P back, and not after. */
	@JCStressTest
	@JCStressMeta(HandoffStress.class)
	@State
	public static class BrokenTwin {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 1);

		private final Processor p = this.processors.get(0);

		private boolean bySysmon;

		private boolean byReady;

		public BrokenTwin() {
			this.processors.takeIdle();
		}

		@Actor
		public void sysmon() {
			if (!this.global.isEmpty()) {
				this.bySysmon = true;
				return;
			}
			this.processors.putIdle(this.p);
		}

		@Actor
		public void anyThread() {
			this.global.add(new Ticket());
			VarHandle.fullFence();
			this.byReady = this.processors.takeIdle() != null;
		}

		@Arbiter
		public void look(Z_Result result) {
			result.r1 = this.bySysmon || this.byReady;
		}

	}

}
