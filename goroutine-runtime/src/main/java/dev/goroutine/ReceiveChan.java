package dev.goroutine;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A channel that its holder only receives from: Go's {@code <-chan T}. Values come in the
 * order in which they were sent. Once the channel is closed and all values are received,
 * it is closed and drained: receivers get {@code null}, which is never a value. Loops end
 * with it: {@code for (T value : chan)} is Go's {@code for value := range chan}.
 * <p>
 * A {@link Chan} is a {@code ReceiveChan}. {@link Chan#receiveOnly()} is for holders that
 * must not send or close. All methods may be called from any thread; a platform thread
 * that has to wait blocks.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChan<T> extends Iterable<T> permits Chan, ReceiveView {

	/**
	 * Receives the next value, and waits for it: Go's {@code <-chan}. {@code null} is
	 * what Go's second result {@code false} says.
	 * @return the value, or {@code null} once the channel is closed and drained
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * received then
	 */
	@Nullable T receive() throws InterruptedException;

	/**
	 * Receives a value if that needs no waiting: Go's {@code select} with a receive and a
	 * default. {@link #poll()} distinguishes an empty channel from one that is closed and
	 * drained.
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable T tryReceive();

	/**
	 * Receives the next value, and waits for a limited time. {@link #poll(Duration)}
	 * distinguishes the end of the time from a channel that is closed and drained.
	 * @param timeout the longest time to wait; zero or less does not wait
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
	 * Receives the next value, waits for a limited time, and says what it has found: Go's
	 * {@code case value, ok := <-chan} beside {@code case <-time.After(timeout)}.
	 * @param timeout the longest time to wait; zero or less does not wait
	 * @return the value, or that there was none in time, or that there will be none any
	 * more
	 * @throws InterruptedException if interrupted before or while it waits; nothing is
	 * received then
	 */
	Received<T> poll(Duration timeout) throws InterruptedException;

	/**
	 * An iterator that receives until the channel is closed and drained, for
	 * {@code for (T value : chan)}. If the thread is interrupted before or while it waits
	 * for the next value, the iterator throws {@link CancellationException}, and the
	 * thread stays interrupted. Several iterators share the values among them. An
	 * iterator is not thread-safe.
	 */
	@Override
	Iterator<T> iterator();

	/**
	 * A case of a {@link Select} that receives from this channel.
	 * @param then the action for the received value; its argument is {@code null} if the
	 * channel is closed and drained. Its result is that of the select
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	<R extends @Nullable Object> SelectCase<R> onReceive(Function<@Nullable T, R> then);

	/**
	 * Whether the channel is closed. There may still be values to receive.
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
