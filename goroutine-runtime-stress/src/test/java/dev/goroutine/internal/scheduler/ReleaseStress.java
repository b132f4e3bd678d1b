package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

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
 * {@code Machine.releasep} against {@link Scheduler#readyGlobal}: the last M that
 * searches gives its P up while any thread readies a goroutine. Either the M goes on or
 * the other one calls a second M, which is parked here.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the M looks again and goes on")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "another M is called")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "a lost wake-up: work, an idle P, and nobody comes")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "two Ms with one P")
@State
public class ReleaseStress {

	private final Scheduler scheduler = StressMachines.scheduler(1);

	private final Processor p = this.scheduler.processors.get(0);

	private final Machine m = StressMachines.machine(this.scheduler, 0, true);

	public ReleaseStress() {
		this.scheduler.machines.idle.push(StressMachines.M1);
	}

	@Actor
	public void machine(ZZ_Result result) {
		result.r1 = StressMachines.releasep(this.m, this.p) != null;
	}

	@Actor
	public void anyThread() {
		this.scheduler.readyGlobal(new Ticket());
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r2 = this.scheduler.machines.idle.isEmpty();
		StressMachines.giveBack(this.scheduler, this.m);
	}

	/** The M does not look again. */
	@JCStressTest
	@JCStressMeta(ReleaseStress.class)
	@State
	public static class BrokenReleasing {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 1);

		private final AtomicInteger spinning = new AtomicInteger(1);

		private final Processor p = this.processors.get(0);

		public BrokenReleasing() {
			this.processors.takeIdle();
		}

		@Actor
		public void machine(ZZ_Result result) {
			if (!this.global.isEmpty()) {
				result.r1 = true;
				return;
			}
			this.processors.putIdle(this.p);
			this.spinning.decrementAndGet();
		}

		@Actor
		public void anyThread(ZZ_Result result) {
			this.global.add(new Ticket());
			VarHandle.fullFence();
			result.r2 = this.spinning.get() == 0 && this.processors.takeIdle() != null;
		}

	}

	/** Who readies a goroutine looks for an M before it is in the queue. */
	@JCStressTest
	@JCStressMeta(ReleaseStress.class)
	@State
	public static class BrokenReadying {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 1);

		private final AtomicInteger spinning = new AtomicInteger(1);

		private final Processor p = this.processors.get(0);

		public BrokenReadying() {
			this.processors.takeIdle();
		}

		@Actor
		public void machine(ZZ_Result result) {
			this.processors.putIdle(this.p);
			this.spinning.decrementAndGet();
			result.r1 = !this.global.isEmpty() && this.processors.takeIdle() != null;
		}

		@Actor
		public void anyThread(ZZ_Result result) {
			result.r2 = this.spinning.get() == 0 && this.processors.takeIdle() != null;
			this.global.add(new Ticket());
		}

	}

}
