package dev.goroutine;

import java.util.Objects;

/**
 * The outcome of a receive that does not wait for ever: Go's {@code value, ok}, and the
 * default for the case that there is nothing. <pre class="code">
 * switch (chan.poll()) {
 *     case Received.Value(String line) -&gt; print(line);
 *     case Received.Empty() -&gt; idle();
 *     case Received.Closed() -&gt; end();
 * }
 * </pre> {@link ReceiveChan#receive} and a {@link Select}, which wait for ever, need no
 * such type: there {@code null} means that the channel is closed and drained, and nothing
 * else.
 *
 * @param <T> the type of the values
 */
public sealed interface Received<T> {

	/**
	 * A value was there: Go's {@code ok} is {@code true}.
	 *
	 * @param value the value, never {@code null}
	 * @param <T> the type of the values
	 */
	record Value<T>(T value) implements Received<T> {

		/**
		 * Checks the value.
		 * @throws NullPointerException if the value is {@code null}, which no channel
		 * holds
		 */
		public Value {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * There was no value, but there may be one later: Go's default.
	 *
	 * @param <T> the type of the values
	 */
	record Empty<T>() implements Received<T> {
	}

	/**
	 * The channel is closed and drained, so there will be no value any more: Go's
	 * {@code ok} is {@code false}.
	 *
	 * @param <T> the type of the values
	 */
	record Closed<T>() implements Received<T> {
	}

}
