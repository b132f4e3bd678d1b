package dev.goroutine;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A channel that its holder only receives from: Go's {@code <-chan T}. Values come in the
 * order in which they were sent. Once the channel is closed and drained, that is all of
 * them received, receivers get {@code null}, which is never a value. Loops end with it:
 * {@code for (T value : chan)} is Go's {@code for value := range chan}.
 * <p>
 * A {@link Chan} is one. Who hands one out and wants nobody to send or close gives
 * {@link Chan#receiveOnly()}. All methods may be called from any thread; a platform
 * thread that has to wait blocks.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChan<T> extends Iterable<T> permits Chan, ReceiveView {

	/**
	 * Receives the next value, and waits for it: Go's {@code <-chan}, and with
	 * {@code null} for Go's second result {@code false}.
	 * @return the value, or {@code null} once the channel is closed and drained
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * received then
	 */
	@Nullable T receive() throws InterruptedException;

	/**
	 * Receives a value if that needs no waiting: Go's select with that case and a
	 * default. {@link #poll()} tells an empty channel from one that is closed and
	 * drained.
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable T tryReceive();

	/**
	 * Receives the next value, and waits for that time at most. {@link #poll(Duration)}
	 * tells a time that is over from a channel that is closed and drained.
	 * @param timeout how long; zero or less does not wait
	 * @return the value, or {@code null} if there was none in time, or the channel is
	 * closed and drained
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * received then
	 */
	@Nullable T tryReceive(Duration timeout) throws InterruptedException;

	/**
	 * Receives a value if that needs no waiting, and says what it has found: Go's
	 * {@code case value, ok := <-chan} beside a default.
	 * @return the value, or that there is none now, or that there will be none any more
	 */
	Received<T> poll();

	/**
	 * Receives the next value, waits for that time at most, and says what it has found:
	 * Go's {@code case value, ok := <-chan} beside {@code case <-time.After(timeout)}.
	 * @param timeout how long; zero or less does not wait
	 * @return the value, or that there was none in time, or that there will be none any
	 * more
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * received then
	 */
	Received<T> poll(Duration timeout) throws InterruptedException;

	/**
	 * Receives until the channel is closed and drained: what {@code for (T value : chan)}
	 * needs. If the thread is interrupted while it waits for the next value, the iterator
	 * throws {@link CancellationException} and the thread stays interrupted. Several
	 * iterators share the values among them. An iterator is not thread-safe.
	 */
	@Override
	Iterator<T> iterator();

	/**
	 * A case of a {@link Select} that receives from this channel.
	 * @param then is given the value, or {@code null} if the channel is closed and
	 * drained
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	<R extends @Nullable Object> SelectCase<R> onReceive(Function<@Nullable T, R> then);

	/**
	 * Whether the channel is closed. There may still be values to receive.
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
