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
 * it, in order, and wait for each other where necessary.
 * <p>
 * An unbuffered channel passes a value when sender and receiver meet. A buffered channel
 * holds values up to its capacity, so that senders wait only while it is full and
 * receivers only while it is empty. Waiting senders and receivers are served first come,
 * first served. If a receiver waits, a value goes to it directly. After {@link #close}
 * nothing can be sent. Values in the buffer can still be received, and after that
 * receivers get {@code null}. So {@code null} is never a value, and loops end with it:
 * {@code for (T value : chan)} is Go's {@code for value := range chan}.
 * <p>
 * A channel has two ends. A method that only receives or only sends should say so by the
 * type of its parameter: {@link ReceiveChan} is Go's {@code <-chan T}, {@link SendChan}
 * is Go's {@code chan<- T}, and a channel is both. Unlike in Go, a cast leads back to the
 * channel. So code that you do not trust should get {@link #receiveOnly} or
 * {@link #sendOnly}.
 * <p>
 * All methods may be called from any thread, goroutine or not; a platform thread that has
 * to wait blocks. Memory effects are those of Go. A send happens before the return of the
 * receive of its value. A close happens before the return of a receive that returns
 * because of it. The k-th receive from a channel of capacity n happens before the return
 * of the (k+n)-th send.
 * <p>
 * An interrupt ends a wait and leaves the channel as if the call had not been made: a
 * call that throws {@link InterruptedException} has moved no value. If the value moves
 * just when the interrupt comes, the call returns normally and the thread stays
 * interrupted.
 *
 * @param <T> the type of the values
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
public sealed class Chan<T> extends ChanBuffer implements ReceiveChan<T>, SendChan<T> permits TimerChan {

	static final String SEND_ON_CLOSED = "send on closed channel";

	/** The longest array that a JVM can have. */
	private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

	private volatile boolean closed;

	private final WaitQueue receivers = new WaitQueue();

	private final WaitQueue senders = new WaitQueue();

	/** The number for {@link #lockOrder}, 0 until it is first asked for. */
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
	 * A channel with a buffer: Go's {@code make(chan T, capacity)}. The memory for the
	 * buffer is allocated at once.
	 * @param capacity the number of values that the buffer holds: 0, for an unbuffered
	 * channel, to 2,147,483,639
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
		// A value must not be lost because the stack ends after it was received.
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
	 * Closes the channel. The waiting receivers are left to {@link #releaseReceiver},
	 * because they may be many and the caller may have other work to do in between. No
	 * further receiver can join the queue. If senders wait, all waiters are released
	 * here, receivers first: a select that waits on both sides then receives.
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
	 * Tells the receiver that has waited longest that the channel is closed.
	 * @return the place of that receiver, {@code null} if none waits any more
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
	 * A view of this channel that can only receive: Go's conversion to {@code <-chan T}.
	 * It behaves as this channel does. No cast leads back to a channel that can send or
	 * close.
	 * @return a new view of this channel
	 */
	public ReceiveChan<T> receiveOnly() {
		return new ReceiveView<>(this);
	}

	/**
	 * A view of this channel that can only send and close: Go's conversion to
	 * {@code chan<- T}. It behaves as this channel does. No cast leads back to a channel
	 * that can receive.
	 * @return a new view of this channel
	 */
	public SendChan<T> sendOnly() {
		return new SendView<>(this);
	}

	@Override
	public String toString() {
		return "Chan[" + len() + "/" + capacity() + (this.closed ? ", closed]" : "]");
	}

	/**
	 * A timeout in nanoseconds. A timeout that does not fit into a {@code long} means for
	 * ever.
	 */
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
	 * Receives, and waits for a given time at most.
	 * @return the value, {@link Outcome#CLOSED}, or {@code null} if the time has passed
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
	 * Sends if that is possible without waiting. If it is not, no lock is taken.
	 * @return {@code null} if the caller would have to wait, otherwise an outcome for
	 * {@link #finish}
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
	 * {@link #finish}, to be called after the lock is released
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
		return this.closed ? Outcome.CLOSED : receiveDue();
	}

	/** Whether there is a value that nobody has sent, as in a {@link TimerChan}. */
	boolean isDue() {
		return false;
	}

	/**
	 * Receives a value that nobody has sent, if there is one. The caller must hold the
	 * lock.
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

	/** Turns the outcome of a receive into the value that the user gets. */
	@SuppressWarnings("unchecked")
	@Nullable T received(@Nullable Object outcome) {
		return (outcome != Outcome.CLOSED) ? (T) outcome : null;
	}

	/** Turns the outcome of a receive into a {@link Received}, which tells more. */
	@SuppressWarnings("unchecked")
	private Received<T> found(@Nullable Object outcome) {
		if (outcome == null) {
			return new Received.Empty<>();
		}
		return (outcome != Outcome.CLOSED) ? new Received.Value<>((T) outcome) : new Received.Closed<>();
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

	/**
	 * Whether a waiter is in one of the queues. May be called without the lock; the
	 * answer may be outdated then.
	 */
	boolean hasWaiters() {
		return !this.receivers.isEmpty() || !this.senders.isEmpty();
	}

	static void checkInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	/**
	 * Outcomes that are neither a value nor a partner. A class of its own because of its
	 * static initializer, see {@link Prepared}.
	 */
	private static final class Outcome {

		/** The channel is closed and drained. */
		static final Object CLOSED = new Object();

		/** The value was sent to the buffer, so there is no partner to be readied. */
		static final Object SENT = new Object();

	}

	/** Apart, see {@link Prepared}. */
	private static final class Ids {

		static final AtomicLong LAST = new AtomicLong();

	}

}
