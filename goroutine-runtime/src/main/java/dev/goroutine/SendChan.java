package dev.goroutine;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A channel that its holder only sends to: Go's {@code chan<- T}. The sender also closes
 * the channel, because it knows which value is the last.
 * <p>
 * A {@link Chan} is a {@code SendChan}. {@link Chan#sendOnly()} is for holders that must
 * not receive. All methods may be called from any thread; a platform thread that has to
 * wait blocks.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChan<T> permits Chan, SendView {

	/**
	 * Sends a value, and waits until it is received or has a place in the buffer: Go's
	 * {@code chan <- value}.
	 * @param value the value
	 * @throws ClosedChanException if the channel is closed, before or during the wait:
	 * {@code send on closed channel}
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * sent then
	 */
	void send(T value) throws InterruptedException;

	/**
	 * Sends a value if that needs no waiting: Go's {@code select} with a send and a
	 * default.
	 * @param value the value
	 * @return whether it was sent
	 * @throws ClosedChanException if the channel is closed:
	 * {@code send on closed channel}
	 */
	boolean trySend(T value);

	/**
	 * Sends a value, and waits for a limited time: Go's {@code select} with a send and
	 * {@code case <-time.After(timeout)}.
	 * @param value the value
	 * @param timeout the longest time to wait; zero or less does not wait
	 * @return whether it was sent
	 * @throws ClosedChanException if the channel is closed, before or during the wait:
	 * {@code send on closed channel}
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * sent then
	 */
	boolean trySend(T value, Duration timeout) throws InterruptedException;

	/**
	 * Closes the channel, so that nothing more can be sent: Go's {@code close}. Waiting
	 * receivers get {@code null}, waiting senders fail.
	 * @throws ClosedChanException if the channel is closed already:
	 * {@code close of closed channel}
	 */
	void close();

	/**
	 * A case of a {@link Select} that sends to this channel.
	 * @param value the value
	 * @param then the action for after the send; its result is that of the select
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	<R extends @Nullable Object> SelectCase<R> onSend(T value, Supplier<R> then);

	/**
	 * Whether the channel is closed.
	 * @return whether it is closed
	 */
	boolean isClosed();

	/**
	 * The number of values in the buffer just now: Go's {@code len}.
	 * @return the number
	 */
	int size();

	/**
	 * The number of values that the buffer can hold: Go's {@code cap}.
	 * @return the number, 0 for an unbuffered channel
	 */
	int capacity();

}
