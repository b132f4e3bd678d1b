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
 * Its children form a list that is linked through their own fields and guarded by the
 * lock of the parent. Only one lock is held at a time. Ending the contexts below takes
 * neither memory nor stack, however large the tree, because it must not fail. It is done
 * in short steps, because a deadline ends its context on the timer thread, and other
 * timers wait for that thread. <pre>
 * thread that ends the parent       thread that ends the child
 * sets the parent's end, takes
 * its list of children
 *                                   sets the child's end
 *                                   sees the parent's end: leaves no list
 * finds that the child has ended
 * </pre>
 */
sealed class CancelContext extends SpinLock implements Context {

	final Context parent;

	/** The nearest context above that can end. */
	private final @Nullable CancelContext ancestor;

	/** The deadline that counts: that of this context or of one above it. */
	private final @Nullable Deadline deadline;

	/** How this context has ended. Set once, under the lock. */
	private volatile @Nullable End end;

	/**
	 * The channel that is closed at the end. Created when first asked for, and set under
	 * the lock.
	 */
	private volatile @Nullable ReceiveView<Void> done;

	/**
	 * The action for the end, which runs on the thread that ends this context. Guarded by
	 * the lock until this context ends. After that it belongs to the thread that has
	 * ended it, as does the list of children.
	 */
	private @Nullable OnEnd onEnd;

	private @Nullable CancelContext firstChild;

	/**
	 * Link in the list of the ancestor, guarded by the ancestor's lock until the ancestor
	 * ends.
	 */
	private @Nullable CancelContext previous;

	/**
	 * Link as above. After the ancestor has ended, the list belongs to the thread that
	 * has ended it.
	 */
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

	/** The nearest context that can end, beginning with {@code start} itself. */
	static @Nullable CancelContext nearest(Context start) {
		Context context = start;
		while (context instanceof ValueContext value) {
			context = value.parent;
		}
		return (context instanceof CancelContext found) ? found : null;
	}

	/**
	 * Adds a child, unless this context has ended.
	 * @return how this context has ended, {@code null} if it has not
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

	/**
	 * Removes a child, unless this context has ended. Its thread then removes all
	 * children.
	 */
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

	/**
	 * Cancels this context.
	 * @param cause the error that is the cause, which {@link #err} then shows
	 */
	void cancel(@Nullable Throwable cause) {
		end(new End(false, cause));
	}

	/**
	 * Runs an action when this context ends, or at once if it has ended. There is one
	 * action at most.
	 */
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

	/** Ends this context and all below it, parents before their children. */
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
	 * Ends this context, but not yet those below.
	 * @return this context, from which to go on, or {@code null} if it had ended already
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
	 * Wakes one goroutine that waits for the end of this context. Only the thread that
	 * has ended it may call this.
	 * @return the place of that goroutine, {@code null} if none waits any more
	 */
	private @Nullable Sudog wakeOne() {
		ReceiveView<Void> done = this.done;
		return (done != null) ? done.chan.releaseReceiver() : null;
	}

	/**
	 * Does one step of the way through the tree. Only the thread that has ended this
	 * context, and has woken all goroutines that waited for it, may call this. The step
	 * does a part of the action for the end, or ends a child and goes down to it, or goes
	 * up. It needs no further list. Each step first removes its work from the action or
	 * the list, so a step that fails is not repeated.
	 * @param root the context from which the way began
	 * @param end how the contexts end
	 * @return the context from which to go on, {@code null} if all is done
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
	 * Ends this context, so that every thread sees it. The goroutines that wait for it
	 * are not woken yet.
	 * @return whether the caller was the first to end it
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
	 * The channel is closed by the thread that ends the context if it exists by then. A
	 * channel that is created later is closed from the beginning. No other code can close
	 * it.
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

	/** The number of children. For tests. */
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

	/** The text that this context adds to that of its parent. */
	String step() {
		boolean own = this.deadline != null && (this.ancestor == null || this.ancestor.deadline != this.deadline);
		return own ? ".WithDeadline(" + deadline() + ")" : ".WithCancel";
	}

	/**
	 * A context that its user may cancel. The context of an {@link ErrGroup} is not of
	 * this kind.
	 */
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
	 * How a context has ended, and all contexts below with it. All of them share one
	 * exception, which is created by the thread that first asks for it.
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

	/** An action for the end of a context, done in parts. */
	interface OnEnd {

		/**
		 * Does the next part. If it throws, no further part is done.
		 * @return whether there are more parts
		 */
		boolean next();

	}

	/**
	 * Ends a context at its time. If many goroutines wait for the context or for those
	 * below, it wakes only as many as can run soon. Otherwise a goroutine that another
	 * timer wakes meanwhile would find all of them before it in the queues.
	 */
	private static final class Deadline extends Timer {

		/** The number of goroutines that may have been woken and have not run yet. */
		private static final int LEAD = 512;

		/**
		 * The number of ticks to wait for them at most. That is one time slice by
		 * default, after which a goroutine that kept them from running has lost its P.
		 */
		private static final int PATIENCE = 10;

		private final TimerQueue timers;

		private final long nanoTime;

		final Instant instant;

		/** Created ahead, because the timer thread should not allocate. */
		private final End end = new End(true, null);

		private volatile @Nullable CancelContext context;

		/** The context from which to go on. Used by the timer thread only. */
		private @Nullable CancelContext at;

		/**
		 * The number of goroutines woken since it last checked whether they run. Used by
		 * the timer thread only.
		 */
		private short woken;

		/**
		 * The number of ticks it has waited since then. Used by the timer thread only.
		 */
		private byte waited;

		/** The goroutine that was woken last. Used by the timer thread only. */
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
					// The context has ended meanwhile, when there was no timer to cancel
					// yet.
					this.timers.cancel(this);
				}
			}
		}

		/** Cancels the timer if this deadline is the context's own. */
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
