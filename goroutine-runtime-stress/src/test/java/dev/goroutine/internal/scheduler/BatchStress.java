package dev.goroutine.internal.scheduler;

import java.util.concurrent.ThreadLocalRandom;
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
 * {@code Machine.releasep} against {@link Search}: an M that does not count as searching
 * takes a batch from the global queue while one that does gives its P up. What is between
 * the two queues is seen by neither look of the latter.
 */
@JCStressTest
@JCStressMeta(ReleaseStress.class)
@State
public class BatchStress {

	private final Scheduler scheduler = StressMachines.scheduler(2);

	private final Processor p = this.scheduler.processors.get(0);

	private final Machine m = StressMachines.machine(this.scheduler, 0, true);

	private final Machine other = StressMachines.machine(this.scheduler, 1, false);

	private final Search searchOfOther = new Search(this.scheduler, false);

	public BatchStress() {
		this.scheduler.machines.idle.push(StressMachines.M1);
		this.scheduler.global.add(new Ticket());
		this.scheduler.global.add(new Ticket());
	}

	@Actor
	public void machine(ZZ_Result result) {
		// To search takes longer than to give up, so this one must not always be first.
		for (int i = ThreadLocalRandom.current().nextInt(32); i > 0; i--) {
			Thread.onSpinWait();
		}
		result.r1 = StressMachines.releasep(this.m, this.p) != null;
	}

	@Actor
	public void other() {
		if (this.searchOfOther.next(this.scheduler.processors.get(1)) != null) {
			this.searchOfOther.found();
		}
	}

	@Arbiter
	public void look(ZZ_Result result) {
		result.r2 = this.scheduler.machines.idle.isEmpty();
		StressMachines.giveBack(this.scheduler, this.m, this.other);
	}

	/** Nobody is woken for what was moved. */
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
			this.global.add(new Ticket());
			this.global.add(new Ticket());
		}

		@Actor
		public void machine(ZZ_Result result) {
			this.processors.putIdle(this.p);
			this.spinning.decrementAndGet();
			result.r1 = (!this.global.isEmpty() || !this.others.isEmpty()) && this.processors.takeIdle() != null;
		}

		@Actor
		public void other() {
			this.global.pollBatch(this.others, 2);
		}

	}

}
