package dev.goroutine.internal.context;

import java.time.Instant;

import dev.goroutine.internal.chan.Hchan;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.SpinLock;
import dev.goroutine.internal.sync.Sudog;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a context that can end: Go's {@code cancelCtx} and {@code timerCtx}.
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
public abstract class CancelCtx extends SpinLock {

	/** The nearest context above that can end. */
	private final @Nullable CancelCtx ancestor;

	/** The deadline that counts: that of this context or of one above it. */
	private final @Nullable Deadline deadline;

	/** How this context has ended. Set once, under the lock. */
	private volatile @Nullable End end;

	/**
	 * The channel that is closed at the end. Created when first asked for, and set under
	 * the lock.
	 */
	private volatile @Nullable Hchan done;

	/**
	 * The action for the end, which runs on the thread that ends this context. Guarded by
	 * the lock until this context ends. After that it belongs to the thread that has
	 * ended it, as does the list of children.
	 */
	private @Nullable OnEnd onEnd;

	private @Nullable CancelCtx firstChild;

	/**
	 * Link in the list of the ancestor, guarded by the ancestor's lock until the ancestor
	 * ends.
	 */
	private @Nullable CancelCtx previous;

	/**
	 * Link as above. After the ancestor has ended, the list belongs to the thread that
	 * has ended it.
	 */
	private @Nullable CancelCtx next;

	/**
	 * Creates a context below another one. If that has ended, this one has too.
	 * @param ancestor the nearest context above that can end
	 * @param deadline the deadline of this context, {@code null} for that of the ancestor
	 */
	protected CancelCtx(@Nullable CancelCtx ancestor, @Nullable Deadline deadline) {
		this.ancestor = ancestor;
		this.deadline = (deadline != null || ancestor == null) ? deadline : ancestor.deadline;
		if (ancestor != null) {
			End end = ancestor.adopt(this);
			if (end != null) {
				this.end = end;
			}
		}
	}

	/**
	 * Adds a child, unless this context has ended.
	 * @return how this context has ended, {@code null} if it has not
	 */
	private @Nullable End adopt(CancelCtx child) {
		Caller.checkStackRoom();
		lock();
		End end = this.end;
		if (end == null) {
			CancelCtx first = this.firstChild;
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
	private void release(CancelCtx child) {
		lock();
		if (this.end == null) {
			CancelCtx previous = child.previous;
			CancelCtx next = child.next;
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
	 * Cancels this context and all below it. The caller must have looked for room on the
	 * stack.
	 * @param cause the error that is the cause, which {@link #err} then shows
	 */
	public final void cancel(@Nullable Throwable cause) {
		end(new End(false, cause));
	}

	/**
	 * Runs an action when this context ends, or at once if it has ended. There is one
	 * action at most.
	 * @param action the action
	 */
	public final void onEnd(OnEnd action) {
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
	final void end(End end) {
		CancelCtx at = beginEnd(end);
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
	final @Nullable CancelCtx beginEnd(End end) {
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
	final @Nullable Sudog wakeOne() {
		Hchan done = this.done;
		return (done != null) ? done.releaseReceiver() : null;
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
	final @Nullable CancelCtx endMore(CancelCtx root, End end) {
		OnEnd action = this.onEnd;
		if (action != null) {
			this.onEnd = null;
			if (action.next()) {
				this.onEnd = action;
			}
			return this;
		}
		CancelCtx child = this.firstChild;
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
		Hchan done = this.done;
		unlock();
		if (!first) {
			return false;
		}
		if (this.deadline != null) {
			this.deadline.stop(this);
		}
		if (done != null) {
			done.beginClose();
		}
		return true;
	}

	final boolean hasEnded() {
		return this.end != null;
	}

	/**
	 * The channel that is closed by the thread that ends the context if it exists by
	 * then. A channel that is created later is closed from the beginning.
	 * @return always the same
	 */
	protected final Hchan doneChan() {
		Hchan done = this.done;
		if (done == null) {
			Caller.checkStackRoom();
		}
		while (done == null) {
			boolean ended = this.end != null;
			Hchan fresh = new Hchan(0);
			if (ended) {
				fresh.close();
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

	/**
	 * Why the context has ended.
	 * @return the exception that all contexts share that have ended together,
	 * {@code null} if the context has not ended
	 */
	public final @Nullable Throwable err() {
		Caller.othersMayGoFirst();
		End end = this.end;
		Caller.othersMayGoFirst();
		return (end != null) ? end.toThrowable() : null;
	}

	/**
	 * The time of the deadline.
	 * @return the earliest of this context and those above, {@code null} if there is none
	 */
	public final @Nullable Instant deadline() {
		return (this.deadline != null) ? this.deadline.instant : null;
	}

	final @Nullable Deadline nearestDeadline() {
		return this.deadline;
	}

	/**
	 * Whether the deadline is that of this context, and not of one above it.
	 * @return whether it is
	 */
	protected final boolean hasOwnDeadline() {
		return this.deadline != null && (this.ancestor == null || this.ancestor.deadline != this.deadline);
	}

	/**
	 * The number of children. For tests.
	 * @return the number
	 */
	public final int children() {
		int count = 0;
		lock();
		for (CancelCtx child = this.firstChild; child != null; child = child.next) {
			count++;
		}
		unlock();
		return count;
	}

	/** An action for the end of a context, done in parts. */
	public interface OnEnd {

		/**
		 * Does the next part. If it throws, no further part is done.
		 * @return whether there are more parts
		 */
		boolean next();

	}

}
