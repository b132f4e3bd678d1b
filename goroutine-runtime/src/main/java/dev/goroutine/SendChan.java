package dev.goroutine;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A channel that its holder only sends to: Go's {@code chan<- T}. Who sends also closes,
 * as it is he who knows which value is the last.
 * <p>
 * A {@link Chan} is one. Who hands one out and wants nobody to receive gives
 * {@link Chan#sendOnly()}. All methods may be called from any thread; a platform thread
 * that has to wait blocks.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChan<T> permits Chan, SendView {

	/**
	 * Sends a value, and waits until it is received or has a place in the buffer: Go's
	 * {@code chan <- value}.
	 * @param value the value
	 * @throws ClosedChanException if the channel is closed, before or while it waits:
	 * {@code send on closed channel}
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * sent then
	 */
	void send(T value) throws InterruptedException;

	/**
	 * Sends a value if that needs no waiting: Go's select with that case and a default.
	 * @param value the value
	 * @return whether it was sent
	 * @throws ClosedChanException if the channel is closed:
	 * {@code send on closed channel}
	 */
	boolean trySend(T value);

	/**
	 * Sends a value, and waits for that time at most.
	 * @param value the value
	 * @param timeout how long; zero or less does not wait
	 * @return whether it was sent
	 * @throws ClosedChanException if the channel is closed, before or while it waits:
	 * {@code send on closed channel}
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * sent then
	 */
	boolean trySend(T value, Duration timeout) throws InterruptedException;

	/**
	 * Closes the channel: no more will be sent. Those who wait for a value get
	 * {@code null}, those who wait to send one fail.
	 * @throws ClosedChanException if it is closed already:
	 * {@code close of closed channel}
	 */
	void close();

	/**
	 * A case of a {@link Select} that sends to this channel.
	 * @param value the value
	 * @param then is called when it has been sent
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	<R extends @Nullable Object> SelectCase<R> onSend(T value, Supplier<R> then);

	/**
	 * Whether the channel is closed.
	 * @return whether it is
	 */
	boolean isClosed();

	/**
	 * How many values are in the buffer just now: Go's {@code len}.
	 * @return the number
	 */
	int size();

	/**
	 * How many values the buffer holds: Go's {@code cap}.
	 * @return the number, 0 for an unbuffered channel
	 */
	int capacity();

}
