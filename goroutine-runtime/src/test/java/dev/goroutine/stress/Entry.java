package dev.goroutine.stress;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineStatus;

/**
 * One goroutine in the {@link Ledger}: what its body says, what its future says, and what
 * was done to it from outside. It is closed once, with one outcome, when both sides are
 * known; whatever does not fit together is a violation.
 */
final class Entry {

	/** What has become of a goroutine, judged by its body. */
	enum Outcome {

		/** The body has run to its end. */
		RAN,

		/** The body has thrown. */
		FAILED,

		/** The body has thrown the {@link InterruptedException} of an interrupt. */
		INTERRUPTED,

		/** Cancelled before the body could begin. */
		NEVER_RAN

	}

	/** How it was started. */
	enum Kind {

		/** By {@code go}, so there is a future. */
		GO,

		/** By {@code execute}: a failure goes to the handler. */
		EXECUTE,

		/** A virtual thread that a goroutine has started itself. */
		FOREIGN

	}

	private enum Body {

		NOT_STARTED, RUNNING, RETURNED, THREW

	}

	private enum Interrupt {

		NONE, ON_ITS_WAY, SENT

	}

	final long number;

	final Kind kind;

	private final Ledger ledger;

	private final AtomicReference<Body> body = new AtomicReference<>(Body.NOT_STARTED);

	/** At most one is sent, so that one has to be seen. */
	private final AtomicReference<Interrupt> interrupt = new AtomicReference<>(Interrupt.NONE);

	private final AtomicReference<Outcome> outcome = new AtomicReference<>();

	/** The body's own. */
	private int interruptsSeen;

	private volatile Throwable thrown;

	private volatile Thread thread;

	private volatile Goroutine<?> goroutine;

	private volatile boolean cancelled;

	Entry(Ledger ledger, long number, Kind kind) {
		this.ledger = ledger;
		this.number = number;
		this.kind = kind;
	}

	/** The body's first and last act, on its own thread. */
	long run(Script script) throws Exception {
		this.thread = Thread.currentThread();
		if (!this.body.compareAndSet(Body.NOT_STARTED, Body.RUNNING)) {
			violation("was run twice");
		}
		try {
			script.run(this);
			lastInterrupt();
			leave(Body.RETURNED);
			if (this.kind != Kind.GO) {
				close(Outcome.RAN);
			}
			return this.number;
		}
		catch (Throwable ex) {
			this.thrown = ex;
			lastInterrupt();
			leave(Body.THREW);
			if (this.kind == Kind.FOREIGN) {
				close(failure());
			}
			throw ex;
		}
	}

	private void leave(Body end) {
		if (!this.body.compareAndSet(Body.RUNNING, end)) {
			violation("ended twice");
		}
	}

	/** For the body: an {@link InterruptedException}, or a flag that it has cleared. */
	void sawInterrupt() {
		this.interruptsSeen++;
	}

	/** An interrupt that nobody has met yet must be there as the flag. */
	private void lastInterrupt() {
		// Read first: what is sent after that may come too late.
		Interrupt interrupt = this.interrupt.get();
		if (Thread.interrupted()) {
			this.interruptsSeen++;
		}
		if (this.interruptsSeen > 1 || (this.interruptsSeen == 1 && this.interrupt.get() == Interrupt.NONE)) {
			violation("saw " + this.interruptsSeen + " interrupts");
		}
		if (this.interruptsSeen == 0 && interrupt == Interrupt.SENT) {
			violation("was interrupted and did not see it");
		}
	}

	/** Interrupts the body if it runs; once in a goroutine's life. */
	void interrupt() {
		Thread thread = this.thread;
		if (thread != null && this.interrupt.compareAndSet(Interrupt.NONE, Interrupt.ON_ITS_WAY)) {
			thread.interrupt();
			this.interrupt.set(Interrupt.SENT);
		}
	}

	/** Cancels the goroutine, once in its life, and interrupts it. */
	void cancel() {
		Goroutine<?> goroutine = this.goroutine;
		if (goroutine != null && this.interrupt.compareAndSet(Interrupt.NONE, Interrupt.ON_ITS_WAY)) {
			this.cancelled = true;
			if (goroutine.cancel(true)) {
				this.interrupt.set(Interrupt.SENT);
			}
		}
	}

	/** Follows the future, which may be complete by now. */
	void watch(Goroutine<?> goroutine) {
		this.goroutine = goroutine;
		goroutine.toCompletableFuture().whenComplete((result, failure) -> settled(goroutine));
	}

	/** Called once, when the future is complete; what it throws would go unseen. */
	private void settled(Goroutine<?> goroutine) {
		try {
			checkFuture(goroutine);
		}
		catch (Throwable ex) {
			violation("cannot be checked: " + ex);
		}
	}

	private void checkFuture(Goroutine<?> goroutine) {
		switch (goroutine.state()) {
			case SUCCESS -> {
				this.ledger.completed();
				Object result = goroutine.resultNow();
				if (this.body.get() != Body.RETURNED || (result != null && !result.equals(this.number))) {
					violation("succeeded with " + result);
				}
				close(Outcome.RAN);
			}
			case FAILED -> {
				this.ledger.completed();
				if (this.body.get() != Body.THREW || goroutine.exceptionNow() != this.thrown) {
					violation("failed with " + goroutine.exceptionNow());
				}
				close(failure());
			}
			case CANCELLED -> {
				if (!this.cancelled) {
					violation("was cancelled by nobody");
				}
				// The body may be running, and may even be about to begin.
				this.ledger.awaitDeath(this);
			}
			case RUNNING -> violation("is complete and running");
		}
	}

	/** For the auditor, of one that was cancelled. */
	boolean isDead() {
		return this.goroutine.status() == GoroutineStatus.DEAD;
	}

	/** For the auditor, once that one is dead. */
	void buried() {
		switch (this.body.get()) {
			case NOT_STARTED -> close(Outcome.NEVER_RAN);
			case RETURNED -> close(Outcome.RAN);
			case THREW -> close(failure());
			case RUNNING -> {
				violation("is dead and running");
				close(Outcome.RAN);
			}
		}
	}

	/** For the uncaught exception handler, called on the goroutine. */
	void uncaught(Throwable failure) {
		if (this.kind != Kind.EXECUTE || failure != this.thrown) {
			violation("gave " + failure + " to the handler");
		}
		close(failure());
	}

	private Outcome failure() {
		if (!(this.thrown instanceof InterruptedException)) {
			return Outcome.FAILED;
		}
		if (this.interrupt.get() == Interrupt.NONE) {
			violation("was interrupted by nobody");
		}
		return Outcome.INTERRUPTED;
	}

	private void close(Outcome outcome) {
		if (!this.outcome.compareAndSet(null, outcome)) {
			violation("has two outcomes, " + this.outcome.get() + " and " + outcome);
			return;
		}
		this.ledger.closed(this, outcome);
	}

	private void violation(String text) {
		this.ledger.violation(this + " " + text);
	}

	/** The future to wait for, of one that has one. */
	Future<?> future() {
		return this.goroutine;
	}

	@Override
	public String toString() {
		Goroutine<?> goroutine = this.goroutine;
		return this.kind + " " + this.number + " (body " + this.body.get() + ", future "
				+ ((goroutine != null) ? goroutine.state() : "none") + ", interrupt " + this.interrupt.get()
				+ ", thread " + this.thread + ")";
	}

}
