package dev.goroutine;

import dev.goroutine.internal.context.CancelCtx;
import dev.goroutine.internal.context.Deadline;
import dev.goroutine.internal.scheduler.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, as the user sees it.
 */
sealed class CancelContext extends CancelCtx implements Context {

	final Context parent;

	/** Created when first asked for, and set under the lock. */
	private volatile @Nullable ReceiveView<Void> done;

	CancelContext(Context parent) {
		this(parent, nearest(parent), null);
	}

	private CancelContext(Context parent, @Nullable CancelContext ancestor, @Nullable Deadline deadline) {
		super(ancestor, deadline);
		this.parent = parent;
	}

	static Owned withTimeout(Context parent, long nanos) {
		CancelContext ancestor = nearest(parent);
		Deadline deadline = Deadline.within(ancestor, nanos);
		Owned context = new Owned(parent, ancestor, deadline);
		if (deadline != null) {
			deadline.start(context, nanos);
		}
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

	@Override
	public @Nullable Object value(Object key) {
		return ValueContext.lookUp(this, key);
	}

	/** A view, so that no user can close the channel. */
	@Override
	public ReceiveChan<Void> done() {
		ReceiveView<Void> done = this.done;
		if (done == null) {
			ReceiveView<Void> fresh = new ReceiveView<>(new Chan<>(doneChan()));
			lock();
			if (this.done == null) {
				this.done = fresh;
			}
			done = this.done;
			unlock();
		}
		return done;
	}

	@Override
	public String toString() {
		return ValueContext.path(this);
	}

	/** The text that this context adds to that of its parent. */
	String step() {
		return hasOwnDeadline() ? ".WithDeadline(" + deadline() + ")" : ".WithCancel";
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

}
