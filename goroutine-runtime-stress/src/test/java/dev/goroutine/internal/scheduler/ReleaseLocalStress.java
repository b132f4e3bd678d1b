package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.LocalRunQueue;
import dev.goroutine.internal.queue.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * {@code Machine.releasep} against {@link Machine#ready}: as {@link ReleaseStress}, but
 * it is a goroutine on another M that readies one, into that M's P, where it could be
 * stolen.
 */
@JCStressTest
@JCStressMeta(ReleaseStress.class)
@State
public class ReleaseLocalStress {

	private final Scheduler scheduler = StressMachines.scheduler(2);

	private final Processor p = this.scheduler.processors.get(0);

	private final Machine m = StressMachines.machine(this.scheduler, 0, true);

	private final Machine other = StressMachines.machine(this.scheduler, 1, false);

	public ReleaseLocalStress() {
		this.scheduler.processors.get(1).lend(this.other);
		this.scheduler.machines.idle.push(StressMachines.M1);
	}

	@Actor
	public void machine(ZZ_Result result) {
		result.r1 = StressMachines.releasep(this.m, this.p) != null;
	}

	@Actor
	public void goroutineOnOther() {
		this.other.ready(new Ticket());
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r2 = this.scheduler.machines.idle.isEmpty();
		StressMachines.giveBack(this.scheduler, this.m, this.other);
	}

	/** The M looks again, but only at the global queue. */
	@JCStressTest
	@JCStressMeta(ReleaseStress.class)
	@State
	public static class BrokenTwin {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 2);

		private final AtomicInteger spinning = new AtomicInteger(1);

		private final Processor p = this.processors.get(0);

		private final LocalRunQueue others = this.processors.get(1).queue;

		public BrokenTwin() {
			this.processors.takeIdle();
			this.processors.takeIdle();
		}

		@Actor
		public void machine(ZZ_Result result) {
			if (!this.others.isEmpty()) {
				result.r1 = true;
				return;
			}
			this.processors.putIdle(this.p);
			this.spinning.decrementAndGet();
			result.r1 = !this.global.isEmpty() && this.processors.takeIdle() != null;
		}

		@Actor
		public void goroutineOnOther(ZZ_Result result) {
			this.others.addNext(new Ticket());
			VarHandle.fullFence();
			result.r2 = this.spinning.get() == 0 && this.processors.takeIdle() != null;
		}

	}

}
