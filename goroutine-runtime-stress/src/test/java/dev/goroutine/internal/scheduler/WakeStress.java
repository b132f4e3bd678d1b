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
import org.openjdk.jcstress.infra.results.Z_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * {@link Wakeup#wakep} against itself: one thread counts as searching and may get no P,
 * since an M takes it after a blocking call and gives it up again. Whoever then readies a
 * goroutine, here the thread of that M, must not rely on the first one in vain.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "an M is called, or the P is in use")
@Outcome(id = "false", expect = FORBIDDEN, desc = "a lost wake-up: work, an idle P, and nobody comes")
@State
public class WakeStress {

	private final Scheduler scheduler = StressMachines.scheduler(1);

	private final Machine m = StressMachines.machine(this.scheduler, 0, false);

	public WakeStress() {
		this.scheduler.processors.putIdle(this.scheduler.processors.get(0));
		this.scheduler.machines.idle.push(StressMachines.M1);
	}

	@Actor
	public void anyThread() {
		this.scheduler.wakeup.wakep();
	}

	@Actor
	public void machine() {
		Processor p = this.scheduler.wakeup.takeIdle();
		if (p != null && StressMachines.releasep(this.m, p) == null) {
			this.scheduler.readyGlobal(new Ticket());
		}
	}

	@Arbiter
	public void look(Z_Result result) {
		result.r1 = this.scheduler.machines.idle.isEmpty() || !this.scheduler.processors.anyIdle();
		StressMachines.giveBack(this.scheduler, this.m);
	}

	/** Who gets no P does not look again. */
	@JCStressTest
	@JCStressMeta(WakeStress.class)
	@State
	public static class BrokenTwin {

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final Processors processors = new Processors(this.global, 1);

		private final AtomicInteger spinning = new AtomicInteger();

		private volatile boolean called;

		@Actor
		public void anyThread() {
			wakep();
		}

		@Actor
		public void machine() {
			Processor p = this.processors.takeIdle();
			if (p != null) {
				this.processors.putIdle(p);
				this.global.add(new Ticket());
				VarHandle.fullFence();
				wakep();
			}
		}

		private void wakep() {
			if (this.spinning.compareAndSet(0, 1)) {
				if (this.processors.takeIdle() != null) {
					this.called = true;
				}
				else {
					this.spinning.decrementAndGet();
				}
			}
		}

		@Arbiter
		public void look(Z_Result result) {
			result.r1 = this.called || !this.processors.anyIdle();
		}

	}

}
