package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.queue.Child;
import dev.goroutine.internal.queue.Children;
import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.Resumable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link Resumable#claim} against {@link Resumable#resume}: an M takes a thread from a
 * queue while that is suspended for a look at its stack, and finds nothing to run, while
 * the one who has looked submits it again.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class ResubmitStress {

	private static final int SUSPENDED = 0;

	private static final int READY = 1;

	private static final int RUN = 2;

	private final AtomicInteger state = new AtomicInteger(SUSPENDED);

	private int runs;

	private final Child child = new Child(new Children(), this::run, Thread.currentThread());

	private boolean queued;

	public ResubmitStress() {
		this.child.claim();
	}

	private void run() {
		if (this.state.compareAndSet(READY, RUN)) {
			this.runs++;
		}
	}

	@Actor
	public void machine() {
		this.child.resume();
	}

	@Actor
	public void submits() {
		this.state.set(READY);
		this.queued = this.child.claim();
	}

	@Arbiter
	public void count(II_Result result) {
		if (this.queued) {
			this.child.resume();
		}
		ExactlyOnce.count(result, this.runs);
	}

	/** Gives the place back after the run. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final AtomicInteger state = new AtomicInteger(SUSPENDED);

		private int runs;

		private final AtomicInteger places = new AtomicInteger();

		private boolean queued;

		private void resume() {
			if (this.state.compareAndSet(READY, RUN)) {
				this.runs++;
			}
			this.places.set(1);
		}

		@Actor
		public void machine() {
			resume();
		}

		@Actor
		public void submits() {
			this.state.set(READY);
			this.queued = this.places.compareAndSet(1, 0);
		}

		@Arbiter
		public void count(II_Result result) {
			if (this.queued) {
				resume();
			}
			ExactlyOnce.count(result, this.runs);
		}

	}

}
