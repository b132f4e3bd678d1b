package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end: Go's {@code cancelCtx} and {@code timerCtx}.
 * <p>
 * Its children are in a list through their own fields, guarded by the lock of the parent.
 * Locks are taken one at a time. What is below the first one ends without taking memory
 * or stack, however large the tree: it must not fail. It happens in steps of which each
 * is short, since for a deadline that is on the timer thread, on which others wait. <pre>
 * who ends the parent               who ends the child
 * sets the parent's end, takes
 * its list of children
 *                                   sets the child's end
 *                                   sees the parent's end: leaves no list
 * finds that the child has ended
 * </pre>
 */
sealed class CancelContext extends SpinLock implements Context {

	final Context parent;

	/** The nearest above that can end. */
	private final @Nullable CancelContext ancestor;

	/** The one with the deadline that counts: this one or one above. */
	private final @Nullable Deadline deadline;

	/** Set once, under the lock. */
	private volatile @Nullable End end;

	/** Only once somebody asks for it; set under the lock. */
	private volatile @Nullable ReceiveView<Void> done;

	/**
	 * Done when this ends, on the thread that does it. Guarded by the lock until then,
	 * and after that only for who has ended this, as is the list of children.
	 */
	private @Nullable OnEnd onEnd;

	private @Nullable CancelContext firstChild;

	/** In the list of the ancestor, guarded by its lock, until that ends. */
	private @Nullable CancelContext previous;

	/** The same; after that it is a list of who has ended the ancestor. */
	private @Nullable CancelContext next;

	CancelContext(Context parent) {
		this(parent, nearest(parent), null);
	}

	private CancelContext(Context parent, @Nullable CancelContext ancestor, @Nullable Deadline deadline) {
		this.parent = parent;
		this.ancestor = ancestor;
		this.deadline = (deadline != null || ancestor == null) ? deadline : ancestor.deadline;
		if (ancestor != null) {
			End end = ancestor.adopt(this);
			if (end != null) {
				this.end = end;
			}
		}
	}

	static Owned withTimeout(Context parent, long nanos) {
		CancelContext ancestor = nearest(parent);
		Deadline above = (ancestor != null) ? ancestor.deadline : null;
		TimerQueue timers = Caller.timers();
		// One without time left ends here: the deadline above may be over, and its timer
		// late.
		if (nanos == Long.MAX_VALUE || (nanos > 0 && above != null && above.isBefore(timers, nanos))) {
			return new Owned(parent, ancestor, null);
		}
		Deadline deadline = new Deadline(timers, nanos);
		Owned context = new Owned(parent, ancestor, deadline);
		deadline.start(context, nanos);
		return context;
	}

	/** The nearest that can end, beginning with that one itself. */
	static @Nullable CancelContext nearest(Context start) {
		Context context = start;
		while (context instanceof ValueContext value) {
			context = value.parent;
		}
		return (context instanceof CancelContext found) ? found : null;
	}

	/**
	 * Adds a child, unless this has ended.
	 * @return how it has
	 */
	private @Nullable End adopt(CancelContext child) {
		Caller.checkStackRoom();
		lock();
		End end = this.end;
		if (end == null) {
			CancelContext first = this.firstChild;
			child.next = first;
			if (first != null) {
				first.previous = child;
			}
			this.firstChild = child;
		}
		unlock();
		return end;
	}

	/** Lets a child go, unless this has ended: then it has let go of all. */
	private void release(CancelContext child) {
		lock();
		if (this.end == null) {
			CancelContext previous = child.previous;
			CancelContext next = child.next;
			if (previous != null) {
				previous.next = next;
			}
			else if (this.firstChild == child) {
				this.firstChild = next;
			}
			if (next != null) {
				next.previous = previous;
			}
			child.previous = null;
			child.next = null;
		}
		unlock();
	}

	/** Ends it for an error, which will be the cause of {@link #err}. */
	void cancel(@Nullable Throwable cause) {
		end(new End(false, cause));
	}

	/** Has something done when it ends, at once if it has. At most one such thing. */
	void onEnd(OnEnd action) {
		lock();
		boolean ended = this.end != null;
		if (!ended) {
			this.onEnd = action;
		}
		unlock();
		while (ended && action.next()) {
			// There is more.
		}
	}

	/** Ends this and all below, the parents first. */
	private void end(End end) {
		CancelContext at = beginEnd(end);
		while (at != null) {
			Caller.othersMayGoFirst();
			if (at.wakeOne() == null) {
				at = at.endMore(this, end);
			}
		}
	}

	/**
	 * Ends this one.
	 * @return this, where to go on, or {@code null} if it had ended
	 */
	private @Nullable CancelContext beginEnd(End end) {
		if (this.end != null || !endAlone(end)) {
			return null;
		}
		if (this.ancestor != null) {
			this.ancestor.release(this);
		}
		return this;
	}

	/**
	 * Wakes one of those who wait for its end, for who has ended it.
	 * @return that one, {@code null} if nobody waits any more
	 */
	private @Nullable Sudog wakeOne() {
		ReceiveView<Void> done = this.done;
		return (done != null) ? done.chan.releaseReceiver() : null;
	}

	/**
	 * One step of the way through the tree, for who has ended this one and woken all who
	 * waited for it: does a part of what is to be done at its end, ends one of its
	 * children and goes there, or goes up. That needs no list but those that there are,
	 * and each step takes something off one of them before it can fail.
	 * @param root where it began
	 * @param end how they end
	 * @return where to go on, {@code null} if all is done
	 */
	private @Nullable CancelContext endMore(CancelContext root, End end) {
		OnEnd action = this.onEnd;
		if (action != null) {
			this.onEnd = null;
			if (action.next()) {
				this.onEnd = action;
			}
			return this;
		}
		CancelContext child = this.firstChild;
		if (child == null) {
			return (this != root) ? this.ancestor : null;
		}
		this.firstChild = child.next;
		child.previous = null;
		child.next = null;
		return child.endAlone(end) ? child : this;
	}

	/**
	 * Ends this one, so that whoever looks sees it. Those who wait for it are still to be
	 * woken.
	 * @return whether it was the caller who did
	 */
	private boolean endAlone(End end) {
		lock();
		boolean first = this.end == null;
		if (first) {
			this.end = end;
		}
		ReceiveView<Void> done = this.done;
		unlock();
		if (!first) {
			return false;
		}
		if (this.deadline != null) {
			this.deadline.stop(this);
		}
		if (done != null) {
			done.chan.beginClose();
		}
		return true;
	}

	@Override
	public @Nullable Object value(Object key) {
		return ValueContext.lookUp(this, key);
	}

	/**
	 * Either it is there when the context ends, and closed by who ends it, or it is
	 * closed from the beginning. Nobody else can close it.
	 */
	@Override
	public ReceiveChan<Void> done() {
		ReceiveView<Void> done = this.done;
		if (done == null) {
			Caller.checkStackRoom();
		}
		while (done == null) {
			boolean ended = this.end != null;
			ReceiveView<Void> fresh = new ReceiveView<>(Chan.unbuffered());
			if (ended) {
				fresh.chan.closeNow();
			}
			lock();
			if (this.done == null && ended == (this.end != null)) {
				this.done = fresh;
			}
			done = this.done;
			unlock();
		}
		return done;
	}

	@Override
	public @Nullable Throwable err() {
		Caller.othersMayGoFirst();
		End end = this.end;
		Caller.othersMayGoFirst();
		return (end != null) ? end.toThrowable() : null;
	}

	@Override
	public @Nullable Instant deadline() {
		return (this.deadline != null) ? this.deadline.instant : null;
	}

	/** How many children it has; for tests. */
	int children() {
		int count = 0;
		lock();
		for (CancelContext child = this.firstChild; child != null; child = child.next) {
			count++;
		}
		unlock();
		return count;
	}

	@Override
	public String toString() {
		return ValueContext.path(this);
	}

	/** What it adds to its parent's. */
	String step() {
		boolean own = this.deadline != null && (this.ancestor == null || this.ancestor.deadline != this.deadline);
		return own ? ".WithDeadline(" + deadline() + ")" : ".WithCancel";
	}

	/** One that is its user's to cancel, which an {@link ErrGroup}'s is not. */
	static final class Owned extends CancelContext implements Context.Cancellable {

		Owned(Context parent) {
			super(parent);
		}

		private Owned(Context parent, @Nullable CancelContext ancestor, @Nullable Deadline deadline) {
			super(parent, ancestor, deadline);
		}

		@Override
		public void cancel() {
			Caller.othersMayGoFirst();
			Caller.checkStackRoom();
			cancel(null);
			Caller.othersMayGoFirst();
		}

	}

	/**
	 * How a context has ended, and all below with it. The exception is made later, by who
	 * asks for it first, and is the same for all of them.
	 */
	private static final class End {

		private static final VarHandle THROWABLE;

		static {
			try {
				THROWABLE = MethodHandles.lookup().findVarHandle(End.class, "throwable", Throwable.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private final boolean deadlineExceeded;

		private final @Nullable Throwable cause;

		private volatile @Nullable Throwable throwable;

		End(boolean deadlineExceeded, @Nullable Throwable cause) {
			this.deadlineExceeded = deadlineExceeded;
			this.cause = cause;
		}

		Throwable toThrowable() {
			Throwable known = this.throwable;
			if (known != null) {
				return known;
			}
			Throwable created = this.deadlineExceeded ? new TimeoutException("context deadline exceeded")
					: new CancellationException("context canceled");
			if (this.cause != null) {
				created.initCause(this.cause);
			}
			known = (Throwable) THROWABLE.compareAndExchange(this, null, created);
			return (known != null) ? known : created;
		}

	}

	/** What is to be done when a context ends, in parts. */
	interface OnEnd {

		/**
		 * Does the next part. If it throws there are no more.
		 * @return whether there are more
		 */
		boolean next();

	}

	/**
	 * Ends a context at its time. If many wait for it or below it, it wakes no more of
	 * them than can run: who is woken by another timer meanwhile would otherwise find all
	 * of them before it in the queues.
	 */
	private static final class Deadline extends Timer {

		/** So many may have been woken and not run yet. */
		private static final int LEAD = 512;

		/**
		 * So many ticks it waits for them at most: as long as a time slice, after which
		 * one that keeps them from running has lost its P.
		 */
		private static final int PATIENCE = 10;

		private final TimerQueue timers;

		private final long nanoTime;

		final Instant instant;

		/** Here, since the timer thread should not ask for memory. */
		private final End end = new End(true, null);

		private volatile @Nullable CancelContext context;

		/** How far the end has come; the timer thread's. */
		private @Nullable CancelContext at;

		/** How many it has woken since it last looked; the timer thread's. */
		private short woken;

		/** How often it has waited since then; the timer thread's. */
		private byte waited;

		/** The last of them; the timer thread's. */
		private @Nullable Waiter last;

		Deadline(TimerQueue timers, long nanos) {
			this.timers = timers;
			this.nanoTime = timers.nanoTime() + nanos;
			this.instant = timers.now().plusNanos(nanos);
		}

		boolean isBefore(TimerQueue timers, long nanos) {
			return this.timers == timers && this.nanoTime - timers.nanoTime() <= nanos;
		}

		void start(CancelContext context, long nanos) {
			if (nanos <= 0) {
				context.end(this.end);
				return;
			}
			this.context = context;
			if (context.end == null) {
				this.timers.schedule(this, nanos);
				if (context.end != null) {
					// It has ended meanwhile, with nothing to stop yet.
					this.timers.cancel(this);
				}
			}
		}

		/** If it is that one's own. */
		void stop(CancelContext context) {
			if (this.context == context) {
				this.timers.cancel(this);
			}
		}

		@Override
		protected void fire() {
			CancelContext context = this.context;
			if (context != null && (!isAhead() || ++this.waited > PATIENCE)) {
				this.at = next(context, this.at);
			}
			if (this.at == null) {
				this.context = null;
				this.last = null;
			}
		}

		private @Nullable CancelContext next(CancelContext context, @Nullable CancelContext at) {
			if (at == null) {
				return context.beginEnd(this.end);
			}
			if (this.woken == LEAD) {
				this.woken = 0;
				this.waited = 0;
			}
			Sudog woken = at.wakeOne();
			if (woken == null) {
				return at.endMore(context, this.end);
			}
			this.woken++;
			this.last = woken.waiter;
			return at;
		}

		private boolean isAhead() {
			return this.woken == LEAD && this.last != null && !this.last.hasResumed();
		}

		@Override
		protected Left left() {
			if (this.at == null) {
				return Left.NOTHING;
			}
			return isAhead() ? Left.LATER : Left.MORE;
		}

		@Override
		protected void clear() {
			this.context = null;
		}

	}

}
