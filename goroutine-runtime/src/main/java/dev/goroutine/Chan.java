package dev.goroutine;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.goroutine.internal.chan.Hchan;
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
public final class Chan<T> implements ReceiveChan<T>, SendChan<T> {

	/** The longest array that a JVM can have. */
	private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

	final Hchan hchan;

	Chan(Hchan hchan) {
		this.hchan = hchan;
	}

	/**
	 * A channel in which a value passes when sender and receiver meet: Go's
	 * {@code make(chan T)}.
	 * @param <T> the type of the values
	 * @return a new channel
	 */
	public static <T> Chan<T> unbuffered() {
		Prepared.ensure();
		return new Chan<>(new Hchan(0));
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
		return new Chan<>(new Hchan(capacity));
	}

	@Override
	public void send(T value) throws InterruptedException {
		sent(this.hchan.send(Objects.requireNonNull(value, "value"), Long.MAX_VALUE));
	}

	@Override
	public boolean trySend(T value) {
		return sent(this.hchan.trySend(Objects.requireNonNull(value, "value")));
	}

	@Override
	public boolean trySend(T value, Duration timeout) throws InterruptedException {
		Objects.requireNonNull(value, "value");
		return sent(this.hchan.send(value, nanos(timeout)));
	}

	@Override
	public @Nullable T receive() throws InterruptedException {
		return received(this.hchan.receive(Long.MAX_VALUE));
	}

	@Override
	public @Nullable T tryReceive() {
		return received(this.hchan.tryReceive());
	}

	@Override
	public @Nullable T tryReceive(Duration timeout) throws InterruptedException {
		return received(this.hchan.receive(nanos(timeout)));
	}

	@Override
	public Received<T> poll() {
		// A value must not be lost because the stack ends after it was received.
		Caller.checkStackRoom();
		return found(this.hchan.tryReceive());
	}

	@Override
	public Received<T> poll(Duration timeout) throws InterruptedException {
		Caller.checkStackRoom();
		return found(this.hchan.receive(nanos(timeout)));
	}

	@Override
	public void close() {
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		if (!this.hchan.close()) {
			throw new ClosedChanException("close of closed channel");
		}
		Caller.othersMayGoFirst();
	}

	@Override
	public boolean isClosed() {
		Caller.othersMayGoFirst();
		boolean closed = this.hchan.isClosed();
		Caller.othersMayGoFirst();
		return closed;
	}

	@Override
	public int size() {
		Caller.othersMayGoFirst();
		int size = this.hchan.size();
		Caller.othersMayGoFirst();
		return size;
	}

	@Override
	public int capacity() {
		return this.hchan.cap();
	}

	@Override
	public Iterator<T> iterator() {
		return new ChanIterator<>(this);
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onReceive(Function<@Nullable T, R> then) {
		Objects.requireNonNull(then, "then");
		return new Select.Receive<T, R>(this.hchan, then);
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onSend(T value, Supplier<R> then) {
		Objects.requireNonNull(value, "value");
		Objects.requireNonNull(then, "then");
		return new Select.Send<>(this.hchan, value, then);
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
		return this.hchan.toString();
	}

	/**
	 * A timeout in nanoseconds. A timeout that does not fit into a {@code long} means for
	 * ever.
	 */
	private static long nanos(Duration timeout) {
		return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
	}

	/**
	 * Turns the outcome of a send into an answer.
	 * @return whether the value was sent
	 * @throws ClosedChanException if the channel is closed
	 */
	static boolean sent(@Nullable Object outcome) {
		if (outcome == Hchan.CLOSED) {
			throw new ClosedChanException("send on closed channel");
		}
		return outcome != null;
	}

	/** Turns the outcome of a receive into the value that the user gets. */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <T> @Nullable T received(@Nullable Object outcome) {
		return (outcome != Hchan.CLOSED) ? (T) outcome : null;
	}

	/** Turns the outcome of a receive into a {@link Received}, which tells more. */
	@SuppressWarnings("unchecked")
	private Received<T> found(@Nullable Object outcome) {
		if (outcome == null) {
			return new Received.Empty<>();
		}
		return (outcome != Hchan.CLOSED) ? new Received.Value<>((T) outcome) : new Received.Closed<>();
	}

}
