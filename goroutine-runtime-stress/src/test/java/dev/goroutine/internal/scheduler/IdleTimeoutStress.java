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
import org.openjdk.jcstress.infra.results.ZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The last part of an M's life, {@link Machine#run} as it is, against
 * {@link Scheduler#readyGlobal}: it finds nothing, gives its P up, parks, and ends since
 * its time is up at once, while any thread readies a goroutine. Either this M runs it, or
 * a second one is called that is parked below it.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "this M runs it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "another M is called")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "this M has run it when another is called")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "nobody comes, or an M was called that had ended")
@State
public class IdleTimeoutStress {

	private final Ticket ticket = new Ticket();

	private final Scheduler scheduler = StressMachines.scheduler(1);

	private final IdleMachines idle = this.scheduler.machines.idle;

	private final Machine m = StressMachines.machine(this.scheduler, 0, false);

	public IdleTimeoutStress() {
		this.idle.push(StressMachines.M1);
	}

	// jcstress has the thread.
	@Actor
	@SuppressWarnings("DoNotCall")
	public void machine() {
		this.m.run();
	}

	/**
	 * Waits for the crucial part, as the M needs longer to come to it than that takes.
	 */
	@Actor
	public void anyThread() {
		while (!this.scheduler.processors.anyIdle()) {
			Thread.onSpinWait();
		}
		this.scheduler.readyGlobal(this.ticket);
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r1 = this.ticket.runs() == 1;
		result.r2 = !this.idle.copy().contains(StressMachines.M1);
		StressMachines.giveBack(this.scheduler);
	}

	/** The M ends when its time is up, whether or not it was still in the stack. */
	@JCStressTest
	@JCStressMeta(IdleTimeoutStress.class)
	@State
	public static class BrokenTwin {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 1);

		private final IdleMachines idle = new IdleMachines();

		private volatile boolean assigned;

		public BrokenTwin() {
			this.idle.push(StressMachines.M1);
			this.idle.push(StressMachines.M2);
		}

		@Actor
		public void machine(ZZ_Result result) {
			if (this.assigned) {
				result.r1 = true;
				return;
			}
			this.idle.remove(StressMachines.M2);
		}

		@Actor
		public void anyThread() {
			this.global.add(new Ticket());
			VarHandle.fullFence();
			if (this.processors.takeIdle() != null && this.idle.poll() == StressMachines.M2) {
				this.assigned = true;
			}
		}

		@Arbiter
		public void look(ZZ_Result result) {
			result.r2 = !this.idle.copy().contains(StressMachines.M1);
		}

	}

}
