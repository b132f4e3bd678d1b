package dev.goroutine.internal.chan;

import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.WaitQueue;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the runtime sees it: Go's {@code hchan}. It knows neither the type of its
 * values nor how a failure is told to the user: calls return an outcome. That is
 * {@code null} if the call would have to wait, or its time is over.
 */
/*
 * Invariants, as in Go's chan.go. They hold for waiters that are not claimed by another
 * channel:
 *
 * At least one of senders and receivers is empty, except that a select may wait in both
 * queues of an unbuffered channel.
 *
 * If the buffer is not empty, receivers is. If it is not full, senders is.
 *
 * When it is closed senders is empty, and receivers only gets shorter.
 *
 * All fields are guarded by the lock. It is released before a waiter is readied.
 */
public sealed class Hchan extends ChanBuffer permits TimerChan {

	/** An outcome: the channel is closed, and for a receiver it is drained as well. */
	public static final Object CLOSED = new Object();

	/** An outcome: the value was sent. */
	public static final Object SENT = new Object();

	private static final AtomicLong LAST_ID = new AtomicLong();

	private volatile boolean closed;

	private final WaitQueue receivers = new WaitQueue();

	private final WaitQueue senders = new WaitQueue();

	/** The number for {@link #lockOrder}, 0 until it is first asked for. */
	private volatile long id;

	/**
	 * Creates a channel: Go's {@code makechan}.
	 * @param capacity the number of values that the buffer holds
	 */
	public Hchan(int capacity) {
		super(capacity);
	}

	/**
	 * Sends a value: Go's {@code chansend}.
	 * @param value the value
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @return {@link #SENT}, {@link #CLOSED}, or {@code null} if the time is over
	 * @throws InterruptedException if interrupted before or during the wait; nothing is
	 * sent then
	 */
	public @Nullable Object send(Object value, long nanos) throws InterruptedException {
		Caller.othersMayGoFirst();
		Waiter.checkInterrupted();
		Sudog self = null;
		Object outcome;
		lock();
		try {
			outcome = sendNow(value);
			if (outcome == null && nanos > 0) {
				Caller.checkStackRoom();
				self = new Sudog(new Waiter("chan send"), 0, value);
				this.senders.add(self);
			}
			unlock();
		}
		catch (Throwable ex) {
			this.locked = 0;
			throw ex;
		}
		if (self == null) {
			Object sent = sent(outcome);
			Caller.yieldIfPreempted();
			return sent;
		}
		if (!self.await(this.senders, this, nanos)) {
			return null;
		}
		return self.closed ? CLOSED : SENT;
	}

	/**
	 * Sends a value if that is possible without waiting.
	 * @param value the value
	 * @return {@link #SENT}, {@link #CLOSED} or {@code null}
	 */
	public @Nullable Object trySend(Object value) {
		Caller.othersMayGoFirst();
		Object outcome = sent(trySendNow(value));
		Caller.yieldIfPreempted();
		return outcome;
	}

	/**
	 * Receives a value: Go's {@code chanrecv}.
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @return the value, {@link #CLOSED}, or {@code null} if the time is over
	 * @throws InterruptedException if interrupted before or during the wait; nothing is
	 * received then
	 */
	public @Nullable Object receive(long nanos) throws InterruptedException {
		Caller.othersMayGoFirst();
		Waiter.checkInterrupted();
		Sudog self = null;
		Object outcome;
		lock();
		try {
			outcome = receiveNow();
			if (outcome == null && nanos > 0) {
				Caller.checkStackRoom();
				self = new Sudog(new Waiter("chan receive"), 0, null);
				this.receivers.add(self);
			}
			unlock();
		}
		catch (Throwable ex) {
			this.locked = 0;
			throw ex;
		}
		if (self != null) {
			if (!self.await(this.receivers, this, nanos)) {
				return null;
			}
			return self.closed ? CLOSED : self.item;
		}
		Object received = finish(outcome);
		Caller.yieldIfPreempted();
		return received;
	}

	/**
	 * Receives a value if that is possible without waiting.
	 * @return the value, {@link #CLOSED} or {@code null}
	 */
	public @Nullable Object tryReceive() {
		Caller.othersMayGoFirst();
		Object received = finish(tryReceiveNow());
		Caller.yieldIfPreempted();
		return received;
	}

	/**
	 * Closes the channel: Go's {@code closechan}. The caller must have looked for room on
	 * the stack.
	 * @return whether it was open
	 */
	public boolean close() {
		boolean first = beginClose();
		while (first && releaseReceiver() != null) {
			// There may be more.
		}
		return first;
	}

	/**
	 * Closes the channel. The waiting receivers are left to {@link #releaseReceiver},
	 * because they may be many and the caller may have other work to do in between. No
	 * further receiver can join the queue. If senders wait, all waiters are released
	 * here, receivers first: a select that waits on both sides then receives.
	 * @return whether it was open
	 */
	public boolean beginClose() {
		Sudog released = null;
		lock();
		boolean first = !this.closed;
		this.closed = true;
		if (first && !this.senders.isEmpty()) {
			released = this.senders.claimAll(this.receivers.claimAll(null));
		}
		unlock();
		Sudog.readyAll(released);
		return first;
	}

	/**
	 * Tells the receiver that has waited longest that the channel is closed.
	 * @return the place of that receiver, {@code null} if none waits any more
	 */
	public @Nullable Sudog releaseReceiver() {
		if (this.receivers.isEmpty()) {
			return null;
		}
		lock();
		Sudog receiver = this.receivers.poll();
		boolean claimed = false;
		if (receiver != null) {
			// This comes before the claim, because the waiter reads it once it is
			// claimed.
			receiver.closed = true;
			claimed = receiver.claim();
		}
		unlock();
		if (receiver != null && claimed) {
			receiver.waiter.ready();
		}
		return receiver;
	}

	/**
	 * Whether the channel is closed.
	 * @return whether it is
	 */
	public final boolean isClosed() {
		return this.closed;
	}

	/**
	 * The number of values that can be received just now.
	 * @return the number
	 */
	public int size() {
		return len();
	}

	/**
	 * Sends if that is possible without waiting. If it is not, no lock is taken.
	 * @return {@code null} if the caller would have to wait, otherwise an outcome for
	 * {@link #sent}
	 */
	@Nullable Object trySendNow(Object value) {
		if (isFull() && !this.closed) {
			return null;
		}
		lock();
		try {
			Object outcome = sendNow(value);
			unlock();
			return outcome;
		}
		catch (Throwable ex) {
			this.locked = 0;
			throw ex;
		}
	}

	/**
	 * Receives if that is possible without waiting. If it is not, no lock is taken.
	 * @return {@code null} if the caller would have to wait, otherwise an outcome for
	 * {@link #finish}
	 */
	@Nullable Object tryReceiveNow() {
		// The order matters: the channel was empty when it was not closed yet.
		if (isEmpty() && !this.closed && !isDue()) {
			return null;
		}
		lock();
		try {
			Object outcome = receiveNow();
			unlock();
			return outcome;
		}
		catch (Throwable ex) {
			this.locked = 0;
			throw ex;
		}
	}

	/**
	 * Sends if that is possible without waiting. The caller must hold the lock.
	 * @return {@code null} if the caller would have to wait, otherwise an outcome for
	 * {@link #sent}, to be called after the lock is released
	 */
	@Nullable Object sendNow(Object value) {
		if (this.closed) {
			return CLOSED;
		}
		Sudog receiver = claimReceiver(value);
		if (receiver != null) {
			return receiver;
		}
		if (isFullNow()) {
			return null;
		}
		put(value);
		return SENT;
	}

	/**
	 * Receives if that is possible without waiting. The caller must hold the lock.
	 * @return {@code null} if the caller would have to wait, otherwise an outcome for
	 * {@link #finish}, to be called after the lock is released
	 */
	@Nullable Object receiveNow() {
		Sudog sender = claimSender();
		if (!isEmptyNow()) {
			if (sender == null) {
				return take();
			}
			sender.item = replaceOldest(sender.item);
		}
		if (sender != null) {
			return sender;
		}
		return this.closed ? CLOSED : receiveDue();
	}

	/** Whether there is a value that was not sent, as in a {@link TimerChan}. */
	boolean isDue() {
		return false;
	}

	/**
	 * Receives a value that was not sent, if there is one. The caller must hold the lock.
	 */
	@Nullable Object receiveDue() {
		return null;
	}

	final @Nullable Sudog claimReceiver(Object value) {
		if (this.receivers.isEmpty()) {
			return null;
		}
		Caller.checkStackRoom();
		Sudog receiver;
		while ((receiver = this.receivers.poll()) != null) {
			// This comes before the claim, because the waiter reads it once it is
			// claimed.
			receiver.item = value;
			if (receiver.claim()) {
				return receiver;
			}
			receiver.item = null;
		}
		return null;
	}

	private @Nullable Sudog claimSender() {
		if (this.senders.isEmpty()) {
			return null;
		}
		Caller.checkStackRoom();
		Sudog sender;
		while ((sender = this.senders.poll()) != null) {
			if (sender.claim()) {
				return sender;
			}
		}
		return null;
	}

	/**
	 * Readies the partner, if there is one. The caller must have released the lock.
	 * @return the value received, or the outcome itself if there is no partner
	 */
	static @Nullable Object finish(@Nullable Object outcome) {
		if (outcome instanceof Sudog partner) {
			Object item = partner.item;
			partner.waiter.ready();
			return item;
		}
		return outcome;
	}

	/** The same for the outcome of a send. */
	static @Nullable Object sent(@Nullable Object outcome) {
		if (outcome instanceof Sudog partner) {
			partner.waiter.ready();
			return SENT;
		}
		return outcome;
	}

	/** Whether there is nothing to receive. Reads without the lock. */
	private boolean isEmpty() {
		return (cap() > 0) ? len() == 0 : this.senders.isEmpty();
	}

	/** Whether there is no room to send. Reads without the lock. */
	private boolean isFull() {
		return (cap() > 0) ? len() == cap() : this.receivers.isEmpty();
	}

	/**
	 * The position of this channel in the order in which several channels are locked. Go
	 * uses their addresses.
	 * @return a number that no other channel has
	 */
	long lockOrder() {
		return (this.id != 0) ? this.id : assignId();
	}

	private long assignId() {
		lock();
		try {
			if (this.id == 0) {
				this.id = LAST_ID.incrementAndGet();
			}
			return this.id;
		}
		finally {
			unlock();
		}
	}

	/**
	 * Adds a place to the queue of senders or receivers. The caller must hold the lock.
	 */
	public void enqueue(Sudog sudog, boolean sends) {
		(sends ? this.senders : this.receivers).add(sudog);
	}

	/** Removes a place from its queue. The caller must hold the lock. */
	public void dequeue(Sudog sudog, boolean sends) {
		(sends ? this.senders : this.receivers).remove(sudog);
	}

	/**
	 * Whether a waiter is in one of the queues. May be called without the lock; the
	 * answer may be outdated then.
	 */
	public final boolean hasWaiters() {
		return !this.receivers.isEmpty() || !this.senders.isEmpty();
	}

	@Override
	public String toString() {
		return "Chan[" + len() + "/" + cap() + (this.closed ? ", closed]" : "]");
	}

}
