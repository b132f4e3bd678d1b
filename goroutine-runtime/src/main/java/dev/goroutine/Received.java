package dev.goroutine;

import java.util.Objects;

/**
 * What a receiver that does not wait for ever has found: Go's {@code value, ok} and, for
 * the case that there is nothing, the default. <pre class="code">
 * switch (chan.poll()) {
 *     case Received.Value(String line) -&gt; print(line);
 *     case Received.Empty() -&gt; idle();
 *     case Received.Closed() -&gt; end();
 * }
 * </pre> Those that wait for ever, {@link ReceiveChan#receive} and a {@link Select}, have
 * {@code null} for a channel that is closed and drained, and nothing else.
 *
 * @param <T> the type of the values
 */
public sealed interface Received<T> {

	/**
	 * A value was there: Go's {@code ok} is {@code true}.
	 *
	 * @param value the value
	 * @param <T> the type of the values
	 */
	record Value<T>(T value) implements Received<T> {

		/** No channel holds {@code null}. */
		public Value {
			Objects.requireNonNull(value, "value");
		}

	}

	/**
	 * There was none, and may be one later: Go's default.
	 *
	 * @param <T> the type of the values
	 */
	record Empty<T>() implements Received<T> {
	}

	/**
	 * The channel is closed and drained, so there will be none: Go's {@code ok} is
	 * {@code false}.
	 *
	 * @param <T> the type of the values
	 */
	record Closed<T>() implements Received<T> {
	}

}
