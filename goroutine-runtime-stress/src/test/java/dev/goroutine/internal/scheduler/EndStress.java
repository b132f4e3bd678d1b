package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link Wakeup#end}: sysmon ends while somebody who has not seen the end of the runtime
 * queues a goroutine for which there is no M.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class EndStress {

	static {
		// For the JDK's scheduler, which gets what is left.
		VirtualThreads.open(false);
	}

	private final Scheduler scheduler = StressMachines.scheduler(2);

	@Actor
	public void readies() {
		this.scheduler.readyGlobal(new Ticket());
	}

	@Actor
	public void sysmon() {
		this.scheduler.wakeup.end();
	}

	@Arbiter
	public void count(II_Result result) {
		ExactlyOnce.count(result, this.scheduler.global.isEmpty() ? 1 : 0);
		StressMachines.giveBack(this.scheduler);
	}

	/** Looks whether an M is needed, and ends then. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private volatile boolean needm;

		private volatile boolean over;

		private boolean readierSaw;

		private boolean sysmonSaw;

		@Actor
		public void readies() {
			this.needm = true;
			this.readierSaw = this.over;
		}

		@Actor
		public void sysmon() {
			this.sysmonSaw = this.needm;
			this.over = true;
		}

		@Arbiter
		public void count(II_Result result) {
			ExactlyOnce.count(result, (this.readierSaw || this.sysmonSaw) ? 1 : 0);
		}

	}

}
