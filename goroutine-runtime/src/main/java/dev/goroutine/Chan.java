package dev.goroutine;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.goroutine.internal.scheduler.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A channel: Go's {@code chan T}. Goroutines send values into it and receive them from
 * it, in order, and wait for each other as it needs.
 * <p>
 * An unbuffered channel passes a value when sender and receiver meet. A buffered one
 * holds up to its capacity, so that senders wait only while it is full and receivers only
 * while it is empty. Who waits is served first come, first served, and a value that meets
 * a waiting receiver goes to it directly. After {@link #close} nothing can be sent; what
 * is in the buffer can still be received, and after that receivers get {@code null}, so
 * {@code null} is never a value. Loops end with it: {@code for (T value : chan)} is Go's
 * {@code for value := range chan}.
 * <p>
 * A channel has two ends. Where a method only receives or only sends, let its parameter
 * say so: {@link ReceiveChan} is Go's {@code <-chan T}, {@link SendChan} Go's
 * {@code chan<- T}, and a channel is both. A cast leads back, as it does not in Go, so
 * what strangers get is better {@link #receiveOnly} or {@link #sendOnly}.
 * <p>
 * All methods may be called from any thread, goroutine or not; a platform thread that has
 * to wait blocks. What happens before a send happens before the return of the receive of
 * that value; what happens before a close, before a receive that returns because of it;
 * and the k-th receive from a channel of capacity n before the return of the (k+n)-th
 * send. An interrupt ends waiting and leaves the channel as if the call had not been
 * made: a call that throws {@link InterruptedException} has moved no value, and one that
 * moves its value when the interrupt comes keeps the thread interrupted.
 *
 * @param <T> the type of the values
 */
/*
 * Invariants, as in Go's chan.go, for those in the queues that are not claimed elsewhere:
 *
 * At least one of senders and receivers is empty, except that a select may wait in both
 * of an unbuffered channel.
 *
 * If the buffer is not empty, receivers is. If it is not full, senders is.
 *
 * When it is closed senders is empty, and receivers only gets shorter.
 *
 * All fields are guarded by the lock. It is released before anybody is readied.
 */
public sealed class Chan<T> extends ChanBuffer implements ReceiveChan<T>, SendChan<T> permits TimerChan {

	static final String SEND_ON_CLOSED = "send on closed channel";

	/** As long as an array can be. */
	private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

	private volatile boolean closed;

	private final WaitQueue receivers = new WaitQueue();

	private final WaitQueue senders = new WaitQueue();

	/** For {@link #lockOrder}, 0 until somebody asks. */
	private volatile long id;

	Chan(int capacity) {
		super(capacity);
	}

	/**
	 * A channel in which a value passes when sender and receiver meet: Go's
	 * {@code make(chan T)}.
	 * @param <T> the type of the values
	 * @return a new channel
	 */
	public static <T> Chan<T> unbuffered() {
		Prepared.ensure();
		return new Chan<>(0);
	}

	/**
	 * A channel with a buffer: Go's {@code make(chan T, capacity)}. The buffer takes its
	 * memory at once.
	 * @param capacity how many values it holds, 0 for an unbuffered channel; as many as a
	 * Java array at most, 2,147,483,639
	 * @param <T> the type of the values
	 * @return a new channel
	 * @throws IllegalArgumentException if the capacity is out of bounds
	 */
	public static <T> Chan<T> buffered(int capacity) {
		if (capacity < 0 || capacity > MAX_CAPACITY) {
			throw new IllegalArgumentException(
					"makechan: size out of range: capacity is " + capacity + ", must be between 0 and " + MAX_CAPACITY);
		}
		Prepared.ensure();
		return new Chan<>(capacity);
	}

	@Override
	public void send(T value) throws InterruptedException {
		send(value, Long.MAX_VALUE);
	}

	@Override
	public @Nullable T receive() throws InterruptedException {
		return receive(Long.MAX_VALUE);
	}

	@Override
	public boolean trySend(T value) {
		Objects.requireNonNull(value, "value");
		Caller.othersMayGoFirst();
		Object outcome = trySendNow(value);
		finish(outcome);
		Caller.checkPreempted();
		return outcome != null;
	}

	@Override
	public @Nullable T tryReceive() {
		Caller.othersMayGoFirst();
		T value = received(finish(tryReceiveNow()));
		Caller.checkPreempted();
		return value;
	}

	@Override
	public Received<T> poll() {
		Caller.othersMayGoFirst();
		// A value must not be lost for want of a frame to tell of it.
		Caller.checkStackRoom();
		Object outcome = finish(tryReceiveNow());
		Caller.checkPreempted();
		return found(outcome);
	}

	@Override
	public boolean trySend(T value, Duration timeout) throws InterruptedException {
		return send(value, nanos(timeout));
	}

	@Override
	public @Nullable T tryReceive(Duration timeout) throws InterruptedException {
		return receive(nanos(timeout));
	}

	@Override
	public Received<T> poll(Duration timeout) throws InterruptedException {
		Caller.checkStackRoom();
		return found(receiveOutcome(nanos(timeout)));
	}

	@Override
	public void close() {
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		closeNow();
		Caller.othersMayGoFirst();
	}

	/** For who has looked for room on the stack. */
	void closeNow() {
		beginClose();
		while (releaseReceiver() != null) {
			// There may be more.
		}
	}

	/**
	 * Closes it. Those who wait to receive are left to {@link #releaseReceiver}: they may
	 * be many, and whoever closes it may have other things to do in between. No more can
	 * come. If somebody waits to send, all are released here: a select that waits on both
	 * sides has received.
	 */
	void beginClose() {
		Sudog released = null;
		lock();
		try {
			if (this.closed) {
				throw new ClosedChanException("close of closed channel");
			}
			this.closed = true;
			if (!this.senders.isEmpty()) {
				released = this.senders.claimAll(this.receivers.claimAll(null));
			}
		}
		finally {
			unlock();
		}
		Sudog.readyAll(released);
	}

	/**
	 * Tells the one who has waited longest to receive that it is closed.
	 * @return that one, {@code null} if nobody waits any more
	 */
	@Nullable Sudog releaseReceiver() {
		if (this.receivers.isEmpty()) {
			return null;
		}
		lock();
		Sudog receiver = this.receivers.poll();
		boolean claimed = false;
		if (receiver != null) {
			// Before the claim: the waiter looks as soon as it sees that.
			receiver.closed = true;
			claimed = receiver.claim();
		}
		unlock();
		if (receiver != null && claimed) {
			receiver.waiter.ready();
		}
		return receiver;
	}

	@Override
	public boolean isClosed() {
		Caller.othersMayGoFirst();
		boolean closed = this.closed;
		Caller.othersMayGoFirst();
		return closed;
	}

	@Override
	public int size() {
		Caller.othersMayGoFirst();
		int size = len();
		Caller.othersMayGoFirst();
		return size;
	}

	@Override
	public int capacity() {
		return cap();
	}

	@Override
	public Iterator<T> iterator() {
		return new ChanIterator<>(this);
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onReceive(Function<@Nullable T, R> then) {
		Objects.requireNonNull(then, "then");
		return new SelectCase.Receive<>(this, then);
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onSend(T value, Supplier<R> then) {
		Objects.requireNonNull(value, "value");
		Objects.requireNonNull(then, "then");
		return new SelectCase.Send<>(this, value, then);
	}

	/**
	 * This channel for who is only to receive: Go's conversion to {@code <-chan T}. It
	 * behaves as this one does, and no cast makes it one that can be sent to or closed.
	 * @return a new view of this channel
	 */
	public ReceiveChan<T> receiveOnly() {
		return new ReceiveView<>(this);
	}

	/**
	 * This channel for who is only to send and close: Go's conversion to
	 * {@code chan<- T}. It behaves as this one does, and no cast makes it one that can be
	 * received from.
	 * @return a new view of this channel
	 */
	public SendChan<T> sendOnly() {
		return new SendView<>(this);
	}

	@Override
	public String toString() {
		return "Chan[" + len() + "/" + capacity() + (this.closed ? ", closed]" : "]");
	}

	/** Those that are more than a {@code long} holds are for ever. */
	private static long nanos(Duration timeout) {
		return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
	}

	private boolean send(T value, long nanos) throws InterruptedException {
		Objects.requireNonNull(value, "value");
		Caller.othersMayGoFirst();
		checkInterrupted();
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
			finish(outcome);
			Caller.checkPreempted();
			return outcome != null;
		}
		if (!self.await(this.senders, this, nanos)) {
			return false;
		}
		if (self.closed) {
			throw new ClosedChanException(SEND_ON_CLOSED);
		}
		return true;
	}

	private @Nullable T receive(long nanos) throws InterruptedException {
		return received(receiveOutcome(nanos));
	}

	/**
	 * Receives, and waits for that time at most.
	 * @return the value, {@link Outcome#CLOSED}, or {@code null} if the time is over
	 */
	private @Nullable Object receiveOutcome(long nanos) throws InterruptedException {
		Caller.othersMayGoFirst();
		checkInterrupted();
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
			return self.closed ? Outcome.CLOSED : self.item;
		}
		Object received = finish(outcome);
		Caller.checkPreempted();
		return received;
	}

	/**
	 * Sends if that needs no waiting, and takes no lock to see that it does.
	 * @return {@code null} if it would have to wait, else what to {@link #finish}
	 * @throws ClosedChanException if the channel is closed
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
	 * Receives if that needs no waiting, and takes no lock to see that it does.
	 * @return {@code null} if it would have to wait, else what to {@link #finish}
	 */
	@Nullable Object tryReceiveNow() {
		// In this order: it was empty when it was not closed yet.
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
	 * Sends if that needs no waiting. For who has the lock.
	 * @return {@code null} if it would have to wait, else what to {@link #finish} after
	 * the lock is released
	 * @throws ClosedChanException if the channel is closed
	 */
	@Nullable Object sendNow(Object value) {
		if (this.closed) {
			throw new ClosedChanException(SEND_ON_CLOSED);
		}
		Sudog receiver = claimReceiver(value);
		if (receiver != null) {
			return receiver;
		}
		if (isFullNow()) {
			return null;
		}
		put(value);
		return Outcome.SENT;
	}

	/**
	 * Receives if that needs no waiting. For who has the lock.
	 * @return {@code null} if it would have to wait, else what to {@link #finish} after
	 * the lock is released
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
		return this.closed ? Outcome.CLOSED : receiveDue();
	}

	/** Whether there is a value though nobody has sent one, as at a {@link TimerChan}. */
	boolean isDue() {
		return false;
	}

	/** Receives such a value, if there is one. For who has the lock. */
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
			// Before the claim: the receiver looks as soon as it sees that.
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
	 * Readies the partner, if there is one. For who has released the lock.
	 * @return what was received
	 */
	static @Nullable Object finish(@Nullable Object outcome) {
		if (outcome instanceof Sudog partner) {
			Object item = partner.item;
			partner.waiter.ready();
			return item;
		}
		return outcome;
	}

	/** From the outcome of a receive to what the user gets. */
	@SuppressWarnings("unchecked")
	@Nullable T received(@Nullable Object outcome) {
		return (outcome != Outcome.CLOSED) ? (T) outcome : null;
	}

	/** The same for who wants to be told more. */
	@SuppressWarnings("unchecked")
	private Received<T> found(@Nullable Object outcome) {
		if (outcome == null) {
			return new Received.Empty<>();
		}
		return (outcome != Outcome.CLOSED) ? new Received.Value<>((T) outcome) : new Received.Closed<>();
	}

	/** Whether there is nothing to receive, looked at without the lock. */
	private boolean isEmpty() {
		return (cap() > 0) ? len() == 0 : this.senders.isEmpty();
	}

	/** Whether there is no room to send, looked at without the lock. */
	private boolean isFull() {
		return (cap() > 0) ? len() == cap() : this.receivers.isEmpty();
	}

	/**
	 * Where this channel comes when several are locked together, as Go has their
	 * addresses for that.
	 * @return a number that no other channel has
	 */
	long lockOrder() {
		return (this.id != 0) ? this.id : assignId();
	}

	private long assignId() {
		lock();
		try {
			if (this.id == 0) {
				this.id = Ids.LAST.incrementAndGet();
			}
			return this.id;
		}
		finally {
			unlock();
		}
	}

	void addReceiver(Sudog sudog) {
		this.receivers.add(sudog);
	}

	void addSender(Sudog sudog) {
		this.senders.add(sudog);
	}

	void removeReceiver(Sudog sudog) {
		this.receivers.remove(sudog);
	}

	void removeSender(Sudog sudog) {
		this.senders.remove(sudog);
	}

	/** Whether anybody is in the queues; may be asked without the lock. */
	boolean hasWaiters() {
		return !this.receivers.isEmpty() || !this.senders.isEmpty();
	}

	static void checkInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	/**
	 * What else may come of it than a value or a partner. Apart, see {@link Prepared}.
	 */
	private static final class Outcome {

		/** The channel is closed and drained. */
		static final Object CLOSED = new Object();

		/** Sent, and nobody is to be readied. */
		static final Object SENT = new Object();

	}

	/** Apart, see {@link Prepared}. */
	private static final class Ids {

		static final AtomicLong LAST = new AtomicLong();

	}

}
