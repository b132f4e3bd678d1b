package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The context of a piece of work that several goroutines share: whether it is still
 * wanted, until when, and values for all of them. Go's {@code context.Context}.
 * <pre class="code">
 * try (Context.Cancellable context = Context.background().withTimeout(Duration.ofSeconds(1))) {
 *     runtime.go(() -&gt; ask(context, answers));
 *     return Select.select(
 *             answers.onReceive(answer -&gt; answer),
 *             context.done().onReceive(ended -&gt; "none in time"));
 * }
 * </pre> Contexts are a tree. A context is made from another one, its parent, and ends at
 * the latest when its parent ends. The parent does not notice the end of a child. A
 * context needs no goroutine. Cancel a context that can be cancelled when the work is
 * over, because its parent keeps it until then. All methods may be called from any
 * thread.
 * <p>
 * As in Go, a context is passed as an argument, as a rule the first one. Besides, the
 * goroutines of an {@link ErrGroup} have the context of their group as the
 * {@link #current()} one, a {@link ScopedValue}.
 */
public sealed interface Context permits Context.Cancellable, BackgroundContext, CancelContext, ValueContext {

	/**
	 * The root of all contexts, which never ends and has no values: Go's
	 * {@code context.Background}.
	 * @return always the same context
	 */
	static Context background() {
		Prepared.ensure();
		return BackgroundContext.INSTANCE;
	}

	/**
	 * The context of the {@link ErrGroup} to which the calling goroutine belongs. A
	 * thread that such a goroutine starts does not inherit it, unless it is forked in a
	 * structured task scope of the JDK.
	 * @return the context of the group, or {@link #background()} on any other thread
	 */
	static Context current() {
		return ErrGroup.current();
	}

	/**
	 * A context that ends when it is cancelled or its parent ends: Go's
	 * {@code context.WithCancel}.
	 * @return a new child of this context
	 */
	default Cancellable withCancel() {
		return new CancelContext.Owned(this);
	}

	/**
	 * A context that ends when it is cancelled, after a time, or when its parent ends:
	 * Go's {@code context.WithTimeout}. If this context has an earlier deadline, that
	 * deadline counts.
	 * @param timeout the time from now. With zero or less the child has ended already.
	 * With 292 years or more, which are more nanoseconds than a {@code long} holds, it
	 * has no deadline of its own
	 * @return a new child of this context
	 */
	default Cancellable withTimeout(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		// A timeout far below zero is cut to some centuries, so that it can be added to
		// the time.
		return CancelContext.withTimeout(this, Math.max(TimeUnit.NANOSECONDS.convert(timeout), Long.MIN_VALUE / 2));
	}

	/**
	 * A context with one more value, or with another value for the same key: Go's
	 * {@code context.WithValue}. Values are meant for what concerns a request as a whole,
	 * such as its user, and not for arguments.
	 * @param key the key, which is found by {@link Object#equals}. Use a type of your
	 * own, so that no other code has an equal key
	 * @param value the value
	 * @return a new child of this context
	 */
	default Context withValue(Object key, Object value) {
		return new ValueContext(this, key, value);
	}

	/**
	 * Looks up a value, first in this context and then up the tree: Go's {@code Value}.
	 * @param key the key
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable Object value(Object key);

	/**
	 * A channel that is closed when the context ends, for a {@link Select}: Go's
	 * {@code Done}.
	 * @return always the same channel. For a context that never ends, a channel that is
	 * never closed and may be another one at each call
	 */
	ReceiveChan<Void> done();

	/**
	 * Why the context has ended: Go's {@code Err}. The exception is there as soon as
	 * {@link #done} is closed, and does not change any more. All contexts that have ended
	 * together share it. Its stack trace is that of the thread that asked for it first.
	 * @return {@link CancellationException} {@code context canceled} if the context or
	 * one above it was cancelled, {@link TimeoutException}
	 * {@code context deadline exceeded} if the time was over, {@code null} if the context
	 * has not ended. If an {@link ErrGroup} has cancelled it because of an error, that
	 * error is the cause
	 */
	@Nullable Throwable err();

	/**
	 * When the context will end by itself: Go's {@code Deadline}.
	 * @return the earliest deadline of this context and those above it, or {@code null}
	 * if there is none
	 */
	@Nullable Instant deadline();

	/**
	 * A context that can be cancelled.
	 */
	sealed interface Cancellable extends Context, AutoCloseable permits CancelContext.Owned {

		/**
		 * Ends this context and all contexts below it: Go's {@code cancel}. It has no
		 * effect if this context has ended already.
		 */
		void cancel();

		/** The same as {@link #cancel}. */
		@Override
		default void close() {
			cancel();
		}

	}

}
