package dev.goroutine;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.NoMachines;
import dev.goroutine.internal.scheduler.Scheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * {@link GoroutineTask#toCompletableFuture}: a goroutine ends while somebody asks to be
 * called back. The results: how often he is, and whether the goroutine is alive as long
 * as that takes if it runs there.
 */
@JCStressTest
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "called back, by the goroutine while it is alive or by himself")
@Outcome(expect = FORBIDDEN, desc = "not once, or by a goroutine that counts as dead")
@State
public class LingerStress {

	static {
		VirtualThreads.open(false);
	}

	private final Scheduler scheduler = NoMachines.scheduler();

	private final GoroutineTask<Integer> goroutine = new GoroutineTask<>(this.scheduler, () -> 1);

	private int calls;

	private boolean alive = true;

	public LingerStress() {
		this.goroutine.start("", null);
	}

	@Actor
	public void machine() {
		NoMachines.run(this.scheduler);
	}

	@Actor
	public void asks() {
		this.goroutine.toCompletableFuture().thenRun(this::callBack);
	}

	private void callBack() {
		this.calls++;
		this.alive &= Thread.currentThread() != this.goroutine.thread() || !this.goroutine.isDead();
	}

	@Arbiter
	public void look(IZ_Result result) {
		result.r1 = this.calls;
		result.r2 = this.alive && this.goroutine.isDead();
		NoMachines.giveBack(this.scheduler);
	}

	/** Looks whether anybody has asked, and is dead then. */
	@JCStressTest
	@JCStressMeta(LingerStress.class)
	@State
	public static class BrokenTwin {

		private static final int ALIVE = 0;

		private static final int LINGERS = 1;

		private static final int DEAD = 2;

		private final AtomicInteger place = new AtomicInteger(ALIVE);

		private final AtomicInteger calls = new AtomicInteger();

		private volatile boolean done;

		@Actor
		public void machine() {
			if (this.place.get() == ALIVE) {
				this.place.set(DEAD);
			}
			this.done = true;
			if (this.place.get() == LINGERS) {
				this.calls.incrementAndGet();
			}
		}

		@Actor
		public void asks() {
			if (!this.place.compareAndSet(ALIVE, LINGERS)) {
				while (!this.done) {
					Thread.onSpinWait();
				}
				this.calls.incrementAndGet();
			}
		}

		@Arbiter
		public void look(IZ_Result result) {
			result.r1 = this.calls.get();
			result.r2 = true;
		}

	}

}
