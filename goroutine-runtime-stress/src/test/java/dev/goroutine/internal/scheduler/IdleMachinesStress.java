package dev.goroutine.internal.scheduler;

import java.util.concurrent.ConcurrentLinkedDeque;

import dev.goroutine.internal.queue.ExactlyOnce;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link IdleMachines}: an M has been parked for too long and leaves while another one
 * parks and a waker takes one or two of them.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class IdleMachinesStress {

	private final IdleMachines idle = new IdleMachines();

	private boolean removed;

	private @Nullable Machine first;

	private @Nullable Machine second;

	public IdleMachinesStress() {
		this.idle.push(StressMachines.M1);
	}

	@Actor
	public void machines() {
		this.removed = this.idle.remove(StressMachines.M1);
		this.idle.push(StressMachines.M2);
	}

	@Actor
	public void waker() {
		this.first = this.idle.poll();
		this.second = this.idle.poll();
	}

	@Arbiter
	public void count(II_Result result) {
		int m1 = this.removed ? 1 : 0;
		int m2 = 0;
		for (Machine m : new Machine[] { this.first, this.second, this.idle.poll(), this.idle.poll() }) {
			m1 += (m == StressMachines.M1) ? 1 : 0;
			m2 += (m == StressMachines.M2) ? 1 : 0;
		}
		ExactlyOnce.count(result, m1, m2);
	}

	/**
	 * Looks whether it is there and then leaves, instead of asking whether it has left.
	 */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final ConcurrentLinkedDeque<Machine> stack = new ConcurrentLinkedDeque<>();

		private boolean removed;

		private boolean polled;

		public BrokenTwin() {
			this.stack.push(StressMachines.M1);
		}

		@Actor
		public void machine() {
			if (this.stack.contains(StressMachines.M1)) {
				this.stack.remove(StressMachines.M1);
				this.removed = true;
			}
		}

		@Actor
		public void waker() {
			this.polled = this.stack.poll() != null;
		}

		@Arbiter
		public void count(II_Result result) {
			ExactlyOnce.count(result, (this.removed ? 1 : 0) + (this.polled ? 1 : 0));
		}

	}

}
