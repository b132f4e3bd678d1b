package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.base.IdleProcessors;
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
 * {@link Processors}: a P becomes idle while GOMAXPROCS falls below it.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it is retired, its queue moved")
@Outcome(expect = FORBIDDEN, desc = "(is retired, queue moved): a P too many, or goroutines in a P that nobody uses")
@State
public class ShrinkStress {

	private final Ticket ticket = new Ticket();

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final Processors processors = new Processors(this.global, 2);

	private final Processor last = this.processors.get(1);

	public ShrinkStress() {
		this.processors.takeIdle();
		this.processors.takeIdle();
		this.last.queue.add(this.ticket);
	}

	@Actor
	public void holder() {
		this.processors.putIdle(this.last);
	}

	@Actor
	public void shrinker() {
		this.processors.resize(1);
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r1 = this.processors.takeIdle() == null && this.processors.isRetired(this.last);
		result.r2 = Ticket.take(this.global) == this.ticket;
	}

	/** Looks whether the P is surplus and then puts it back. */
	@JCStressTest
	@JCStressMeta(ShrinkStress.class)
	@State
	public static class BrokenTwin {

		private final Ticket ticket = new Ticket();

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final IdleProcessors idle = new IdleProcessors(2);

		private volatile int count = 2;

		@Actor
		public void holder() {
			if (1 >= this.count) {
				retire();
			}
			else {
				this.idle.put(1);
			}
		}

		@Actor
		public void shrinker() {
			this.count = 1;
			if (this.idle.remove(1)) {
				retire();
			}
		}

		private void retire() {
			this.global.add(this.ticket);
		}

		@Arbiter
		public void look(ZZ_Result result) {
			result.r1 = !this.idle.contains(1);
			result.r2 = Ticket.take(this.global) == this.ticket;
		}

	}

}
