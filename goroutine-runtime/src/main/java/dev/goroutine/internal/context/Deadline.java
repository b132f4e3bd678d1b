package dev.goroutine.internal.context;

import java.time.Instant;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * Ends a context at its time. If many goroutines wait for the context or for those below,
 * it wakes only as many as can run soon. Otherwise a goroutine that another timer wakes
 * meanwhile would find all of them before it in the queues.
 */
public final class Deadline extends Timer {

	/** The number of goroutines that may have been woken and have not run yet. */
	private static final int LEAD = 512;

	/**
	 * The number of ticks to wait for them at most. That is one time slice by default,
	 * after which a goroutine that kept them from running has lost its P.
	 */
	private static final int PATIENCE = 10;

	private final TimerQueue timers;

	private final long nanoTime;

	final Instant instant;

	/** Created ahead, because the timer thread should not allocate. */
	private final End end = new End(true, null);

	private volatile @Nullable CancelCtx context;

	/** The context from which to go on. Used by the timer thread only. */
	private @Nullable CancelCtx at;

	/**
	 * The number of goroutines woken since it last checked whether they run. Used by the
	 * timer thread only.
	 */
	private short woken;

	/**
	 * The number of ticks it has waited since then. Used by the timer thread only.
	 */
	private byte waited;

	/** The goroutine that was woken last. Used by the timer thread only. */
	private @Nullable Waiter last;

	private Deadline(TimerQueue timers, long nanos) {
		this.timers = timers;
		this.nanoTime = timers.nanoTime() + nanos;
		this.instant = timers.now().plusNanos(nanos);
	}

	/**
	 * Creates a deadline, unless it is {@link Long#MAX_VALUE} or that of a context above
	 * comes first. A deadline that is over counts in any case: the timer of the one above
	 * may be late.
	 * @param ancestor the nearest context above that can end
	 * @param nanos the time from now, zero or less if it is over
	 * @return the deadline, still to be started, or {@code null}
	 */
	public static @Nullable Deadline within(@Nullable CancelCtx ancestor, long nanos) {
		Deadline above = (ancestor != null) ? ancestor.nearestDeadline() : null;
		TimerQueue timers = Caller.timers();
		if (nanos == Long.MAX_VALUE || (nanos > 0 && above != null && above.isBefore(timers, nanos))) {
			return null;
		}
		return new Deadline(timers, nanos);
	}

	private boolean isBefore(TimerQueue timers, long nanos) {
		return this.timers == timers && this.nanoTime - timers.nanoTime() <= nanos;
	}

	/**
	 * Starts the deadline of a context.
	 * @param context the context
	 * @param nanos the time from now; the context ends at once if it is zero or less
	 */
	public void start(CancelCtx context, long nanos) {
		if (nanos <= 0) {
			context.end(this.end);
			return;
		}
		this.context = context;
		if (!context.hasEnded()) {
			this.timers.schedule(this, nanos);
			if (context.hasEnded()) {
				// The context has ended meanwhile, when there was no timer to cancel yet.
				this.timers.cancel(this);
			}
		}
	}

	/** Cancels the timer if this deadline is the context's own. */
	void stop(CancelCtx context) {
		if (this.context == context) {
			this.timers.cancel(this);
		}
	}

	@Override
	protected void fire() {
		CancelCtx context = this.context;
		if (context != null && (!isAhead() || ++this.waited > PATIENCE)) {
			this.at = next(context, this.at);
		}
		if (this.at == null) {
			this.context = null;
			this.last = null;
		}
	}

	private @Nullable CancelCtx next(CancelCtx context, @Nullable CancelCtx at) {
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
