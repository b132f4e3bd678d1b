package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.internal.base.IdleProcessors;
import dev.goroutine.internal.queue.ExactlyOnce;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link IdleProcessors}: one puts a P back and takes a certain other one while somebody
 * takes any. All are bits of one word.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class IdleProcessorsStress {

	private final IdleProcessors idle = new IdleProcessors(2);

	private boolean removed;

	private int taken;

	public IdleProcessorsStress() {
		this.idle.reserve(2);
		this.idle.put(0);
	}

	@Actor
	public void one() {
		this.idle.put(1);
		this.removed = this.idle.remove(0);
	}

	@Actor
	public void other() {
		this.taken = this.idle.take();
	}

	@Arbiter
	public void count(II_Result result) {
		int first = this.removed ? 1 : 0;
		int second = 0;
		for (int id : new int[] { this.taken, this.idle.take(), this.idle.take() }) {
			first += (id == 0) ? 1 : 0;
			second += (id == 1) ? 1 : 0;
		}
		ExactlyOnce.count(result, first, second);
	}

	/** Reads the word and writes it with one bit more. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenPutting {

		private final AtomicLong word = new AtomicLong(1);

		private boolean taken;

		@Actor
		public void one() {
			this.word.set(this.word.get() | 2);
		}

		@Actor
		public void other() {
			this.taken = this.word.compareAndSet(1, 0) || this.word.compareAndSet(3, 2);
		}

		@Arbiter
		public void count(II_Result result) {
			long idle = this.word.get();
			ExactlyOnce.count(result, (this.taken ? 1 : 0) + (int) (idle & 1), (int) (idle >> 1));
		}

	}

	/** Reads the word and writes it with one bit less. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTaking {

		private final AtomicLong word = new AtomicLong(1);

		@Actor
		public void one() {
			this.word.getAndAccumulate(2, (word, bit) -> word | bit);
		}

		@Actor
		public void other() {
			this.word.set(this.word.get() & ~1L);
		}

		@Arbiter
		public void count(II_Result result) {
			long idle = this.word.get();
			ExactlyOnce.count(result, 1 + (int) (idle & 1), (int) (idle >> 1));
		}

	}

}
