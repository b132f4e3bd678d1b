package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * What a piece of work that several goroutines share has in common: whether it is still
 * wanted, until when, and values for all of them. Go's {@code context.Context}.
 * <pre class="code">
 * try (Context.Cancellable context = Context.background().withTimeout(Duration.ofSeconds(1))) {
 *     runtime.go(() -&gt; ask(context, answers));
 *     return Select.select(
 *             answers.onReceive(answer -&gt; answer),
 *             context.done().onReceive(ended -&gt; "none in time"));
 * }
 * </pre> Contexts are a tree. One is made from another, its parent, and ends at the
 * latest when that does; how it ends does not concern its parent. It takes no goroutine.
 * A context that can be cancelled is to be cancelled when the work is over: until then
 * its parent keeps it. All methods may be called from any thread.
 * <p>
 * As in Go a context is handed on as an argument, as a rule the first one. Besides, the
 * goroutines of an {@link ErrGroup} have that of their group as the {@link #current()}
 * one, a {@link ScopedValue}.
 */
public sealed interface Context permits Context.Cancellable, BackgroundContext, CancelContext, ValueContext {

	/**
	 * The root of all contexts: it never ends and has no values. Go's
	 * {@code context.Background}.
	 * @return always the same
	 */
	static Context background() {
		Prepared.ensure();
		return BackgroundContext.INSTANCE;
	}

	/**
	 * The context of the {@link ErrGroup} whose goroutine the caller is.
	 * @return it, or {@link #background()} on any other thread, be it one that such a
	 * goroutine has started
	 */
	static Context current() {
		return ErrGroup.current();
	}

	/**
	 * A context that ends when it is cancelled: Go's {@code context.WithCancel}.
	 * @return a child of this one
	 */
	default Cancellable withCancel() {
		return new CancelContext.Owned(this);
	}

	/**
	 * A context that ends when it is cancelled or after that time: Go's
	 * {@code context.WithTimeout}. If this one has an earlier deadline, that counts.
	 * @param timeout how long from now; zero or less, and it has ended already; 292 years
	 * or more, which are more nanoseconds than a {@code long} has, and there is no
	 * deadline
	 * @return a child of this one
	 */
	default Cancellable withTimeout(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		// Of what is over, some centuries are as good as any, and can be counted with.
		return CancelContext.withTimeout(this, Math.max(TimeUnit.NANOSECONDS.convert(timeout), Long.MIN_VALUE / 2));
	}

	/**
	 * A context with one value more, or another one for the same key: Go's
	 * {@code context.WithValue}. It is meant for what concerns a request as a whole, such
	 * as who makes it, and not for arguments.
	 * @param key is found by {@link Object#equals}; use a type of one's own, so that
	 * nobody else has the same
	 * @param value the value
	 * @return a child of this one
	 */
	default Context withValue(Object key, Object value) {
		return new ValueContext(this, key, value);
	}

	/**
	 * Looks up a value, here and then up the tree.
	 * @param key the key
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable Object value(Object key);

	/**
	 * A channel that is closed when the context ends, for a {@link Select}: Go's
	 * {@code Done}.
	 * @return always the same; for a context that never ends, a channel that is never
	 * closed and need not be the same
	 */
	ReceiveChan<Void> done();

	/**
	 * Why the context has ended: Go's {@code Err}. It is there as soon as {@link #done}
	 * is closed, and does not change any more. It is the same for all that have ended
	 * together, and its stack trace that of who has asked first.
	 * @return {@link CancellationException} {@code context canceled} if the context or
	 * one above was cancelled, {@link TimeoutException} {@code context deadline exceeded}
	 * if the time was over, {@code null} if it has not ended. Where an {@link ErrGroup}
	 * has cancelled it, the first error is the cause
	 */
	@Nullable Throwable err();

	/**
	 * When the context will end by itself: Go's {@code Deadline}.
	 * @return the earliest of its own and those above, or {@code null} if there is none
	 */
	@Nullable Instant deadline();

	/**
	 * A context that can be cancelled.
	 */
	sealed interface Cancellable extends Context, AutoCloseable permits CancelContext.Owned {

		/**
		 * Ends the context and all below: Go's {@code cancel}. If it has ended already
		 * nothing happens.
		 */
		void cancel();

		/**
		 * As {@link #cancel}.
		 */
		@Override
		default void close() {
			cancel();
		}

	}

}
