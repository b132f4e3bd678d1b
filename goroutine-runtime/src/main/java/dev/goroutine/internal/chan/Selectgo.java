package dev.goroutine.internal.chan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * One select on its way: Go's {@code selectgo}. It belongs to the thread that runs it and
 * is used once.
 */
public abstract class Selectgo {

	/** The order in which all selects lock several channels. */
	private static final Comparator<Hchan> LOCK_ORDER = (one, other) -> Long.compare(one.lockOrder(),
			other.lockOrder());

	private final Scase[] cases;

	/**
	 * The indexes of the cases in random order, so that the first that can go ahead is a
	 * fair choice.
	 */
	private final int[] pollOrder;

	/** The index of the case that has happened. */
	private int happened;

	/**
	 * Creates a select.
	 * @param cases the cases
	 */
	protected Selectgo(Scase[] cases) {
		this.cases = cases;
		this.pollOrder = shuffled(cases.length);
	}

	private static int[] shuffled(int count) {
		int[] order = new int[count];
		if (count < 2) {
			return order;
		}
		RandomGenerator random = Caller.random();
		for (int i = 1; i < count; i++) {
			int j = random.nextInt(i + 1);
			order[i] = order[j];
			order[j] = i;
		}
		return order;
	}

	/**
	 * Waits until one case can go ahead, and does it. One channel at a time is locked
	 * first: a case that can go ahead can do so whatever becomes of the others meanwhile.
	 * That no case can is known only with all channels locked.
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @return the value received, {@link Hchan#SENT} or {@link Hchan#CLOSED} by the case
	 * that has {@link #happened}, or {@code null} if the time is over
	 * @throws InterruptedException if interrupted before or during the wait; no case has
	 * happened then
	 */
	protected final @Nullable Object run(long nanos) throws InterruptedException {
		Waiter.checkInterrupted();
		for (int i : this.pollOrder) {
			Object outcome = this.cases[i].tryNow();
			if (outcome != null) {
				return complete(i, outcome);
			}
		}
		return runLocked(nanos);
	}

	/**
	 * The case that has happened.
	 * @return the case
	 */
	protected final Scase happened() {
		return this.cases[this.happened];
	}

	/** The three passes of Go's {@code selectgo}. */
	private @Nullable Object runLocked(long nanos) throws InterruptedException {
		int ready = -1;
		Object outcome = null;
		Sudog[] sudogs = null;
		Waiter waiter = null;
		Caller.checkStackRoom();
		Hchan[] lockOrder = lockOrder();
		lock(lockOrder);
		try {
			for (int i : this.pollOrder) {
				outcome = this.cases[i].now();
				if (outcome != null) {
					ready = i;
					break;
				}
			}
			if (outcome == null && nanos > 0) {
				waiter = new Waiter((this.cases.length > 0) ? "select" : "select (no cases)");
				sudogs = enqueue(waiter);
			}
		}
		finally {
			unlock(lockOrder, lockOrder.length);
		}
		if (waiter != null && sudogs != null) {
			return await(waiter, sudogs, lockOrder, nanos);
		}
		if (outcome != null) {
			return complete(ready, outcome);
		}
		Caller.yieldIfPreempted();
		return null;
	}

	private @Nullable Object complete(int ready, Object outcome) {
		this.happened = ready;
		Object finished = this.cases[ready].finish(outcome);
		Caller.yieldIfPreempted();
		return finished;
	}

	/** The channels in the order in which they are locked, some more than once. */
	private Hchan[] lockOrder() {
		Hchan[] chans = new Hchan[this.cases.length];
		for (int i = 0; i < chans.length; i++) {
			chans[i] = this.cases[i].chan;
		}
		if (chans.length > 1) {
			// Mostly they are in that order already.
			Arrays.sort(chans, LOCK_ORDER);
		}
		return chans;
	}

	private Sudog[] enqueue(Waiter waiter) {
		Sudog[] sudogs = new Sudog[this.cases.length];
		for (int i = 0; i < sudogs.length; i++) {
			sudogs[i] = new Sudog(waiter, i, this.cases[i].value);
		}
		// After the last allocation: all or none. In random order too, because the
		// waiters
		// at one channel are served first come, first served.
		for (int i : this.pollOrder) {
			this.cases[i].chan.enqueue(sudogs[i], this.cases[i].sends());
		}
		return sudogs;
	}

	private @Nullable Object await(Waiter waiter, Sudog[] sudogs, Hchan[] places, long nanos)
			throws InterruptedException {
		Object outcome = null;
		try {
			outcome = waiter.await(nanos, places);
		}
		finally {
			dequeueLosers(sudogs, outcome);
		}
		if (outcome == Waiter.INTERRUPTED) {
			throw new InterruptedException();
		}
		if (outcome instanceof Sudog winner) {
			this.happened = winner.index;
			return this.cases[winner.index].outcome(winner);
		}
		return null;
	}

	private void dequeueLosers(Sudog[] sudogs, @Nullable Object winner) {
		for (int i = 0; i < sudogs.length; i++) {
			if (sudogs[i] != winner) {
				Scase loser = this.cases[i];
				loser.chan.lock();
				loser.chan.dequeue(sudogs[i], loser.sends());
				loser.chan.unlock();
				loser.chan.disarm();
			}
		}
	}

	private static void lock(Hchan[] lockOrder) {
		int locked = 0;
		try {
			for (; locked < lockOrder.length; locked++) {
				if (locked == 0 || lockOrder[locked] != lockOrder[locked - 1]) {
					lockOrder[locked].lock();
				}
			}
		}
		catch (Throwable ex) {
			// At the end of the stack. Other selects must not find the channels locked.
			unlock(lockOrder, locked);
			throw ex;
		}
	}

	private static void unlock(Hchan[] lockOrder, int count) {
		for (int i = 0; i < count; i++) {
			if (i == 0 || lockOrder[i] != lockOrder[i - 1]) {
				lockOrder[i].unlock();
			}
		}
	}

}
