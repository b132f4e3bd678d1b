package dev.goroutine;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.goroutine.internal.chan.Hchan;
import dev.goroutine.internal.chan.Scase;
import dev.goroutine.internal.chan.Selectgo;
import dev.goroutine.internal.scheduler.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several sends and receives that can go ahead: Go's
 * {@code select}. <pre class="code">
 * String answer = Select.select(
 *         results.onReceive(result -&gt; "got " + result),
 *         requests.onSend(request, () -&gt; "asked"),
 *         Select.onTimeout(Duration.ofSeconds(1), () -&gt; "too late"));
 * </pre> If several cases can go ahead, each is chosen with the same probability. A case
 * that is given twice counts twice. If no case can go ahead, the default is chosen if
 * there is one, otherwise the select waits. Exactly one case happens. After everything
 * else its action runs on the calling thread. The select returns the result of the action
 * and throws what the action throws.
 * <p>
 * All methods may be called from any thread; a platform thread that has to wait blocks.
 */
public final class Select {

	/** The highest number of cases, as in Go. */
	static final int MAX_CASES = 65_536;

	private Select() {
	}

	/**
	 * Waits for one of the cases, and runs its action. A case that is {@code null} never
	 * happens, as in Go a case with a {@code nil} channel. So a loop can replace a case
	 * by {@code null} when it has finished with it. Without any case the select waits for
	 * ever.
	 * @param cases up to 65,536, with one default at most; of several time limits the
	 * shortest counts
	 * @param <R> the type of the result
	 * @return the result of the action of the case that has happened
	 * @throws ClosedChanException if the chosen case sends to a closed channel:
	 * {@code send on closed channel}
	 * @throws IllegalArgumentException if there are too many cases, or more than one
	 * default
	 * @throws InterruptedException if interrupted before or while it waits; no case has
	 * happened then
	 */
	@SafeVarargs
	public static <R extends @Nullable Object> R select(@Nullable SelectCase<R>... cases) throws InterruptedException {
		Objects.requireNonNull(cases, "cases");
		Caller.othersMayGoFirst();
		Prepared.ensure();
		if (cases.length > MAX_CASES) {
			throw new IllegalArgumentException(
					"A select has " + MAX_CASES + " cases at most, this one has " + cases.length);
		}
		return Selection.of(cases).run();
	}

	/**
	 * The case that is chosen if no other case can go ahead at once: Go's
	 * {@code default}.
	 * @param then the action, whose result is that of the select
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	public static <R extends @Nullable Object> SelectCase<R> onDefault(Supplier<R> then) {
		Prepared.ensure();
		return new Default<>(Objects.requireNonNull(then, "then"));
	}

	/**
	 * The case that is chosen if no other case could go ahead for some time: Go's
	 * {@code case <-time.After(after)}, without a channel.
	 * @param after the time from the beginning of the select; with zero or less the case
	 * is a default
	 * @param then the action, whose result is that of the select
	 * @param <R> the type of the select's result
	 * @return the case, which may be used in any number of selects
	 */
	public static <R extends @Nullable Object> SelectCase<R> onTimeout(Duration after, Supplier<R> then) {
		Prepared.ensure();
		Objects.requireNonNull(after, "after");
		return new Timeout<>(TimeUnit.NANOSECONDS.convert(after), Objects.requireNonNull(then, "then"));
	}

	/** A case that waits for a partner at a channel. */
	abstract static sealed class Communication<R extends @Nullable Object> extends Scase implements SelectCase<R> {

		Communication(Hchan hchan, @Nullable Object value) {
			super(hchan, value);
		}

		/**
		 * Runs the action after this case has happened.
		 * @param outcome the outcome of the send or receive, see {@link Hchan}
		 * @return the result of the select
		 */
		abstract R complete(@Nullable Object outcome);

	}

	static final class Receive<T, R extends @Nullable Object> extends Communication<R> {

		private final Function<@Nullable T, R> then;

		Receive(Hchan hchan, Function<@Nullable T, R> then) {
			super(hchan, null);
			this.then = then;
		}

		@Override
		R complete(@Nullable Object outcome) {
			return this.then.apply(Chan.received(outcome));
		}

	}

	static final class Send<R extends @Nullable Object> extends Communication<R> {

		private final Supplier<R> then;

		Send(Hchan hchan, Object value, Supplier<R> then) {
			super(hchan, value);
			this.then = then;
		}

		@Override
		R complete(@Nullable Object outcome) {
			Chan.sent(outcome);
			return this.then.get();
		}

	}

	record Default<R extends @Nullable Object>(Supplier<R> then) implements SelectCase<R> {
	}

	record Timeout<R extends @Nullable Object>(long nanos, Supplier<R> then) implements SelectCase<R> {
	}

	/** The cases of one select. */
	private static final class Selection<R extends @Nullable Object> extends Selectgo {

		private final @Nullable Default<R> otherwise;

		private final @Nullable Timeout<R> limit;

		private Selection(Scase[] communications, @Nullable Default<R> otherwise, @Nullable Timeout<R> limit) {
			super(communications);
			this.otherwise = otherwise;
			this.limit = limit;
		}

		static <R extends @Nullable Object> Selection<R> of(@Nullable SelectCase<R>[] cases) {
			Scase[] communications = new Scase[cases.length];
			int count = 0;
			Default<R> otherwise = null;
			Timeout<R> limit = null;
			for (SelectCase<R> each : cases) {
				switch (each) {
					case Communication<R> communication -> communications[count++] = communication;
					case Default<R> another -> otherwise = only(otherwise, another);
					case Timeout<R> another -> limit = shorter(limit, another);
					case null -> {
						// This case never happens.
					}
				}
			}
			return new Selection<>((count == cases.length) ? communications : Arrays.copyOf(communications, count),
					otherwise, limit);
		}

		private static <R extends @Nullable Object> Default<R> only(@Nullable Default<R> first, Default<R> another) {
			if (first != null) {
				throw new IllegalArgumentException("A select has one default at most, this one has more");
			}
			return another;
		}

		private static <R extends @Nullable Object> Timeout<R> shorter(@Nullable Timeout<R> one, Timeout<R> another) {
			return (one == null || another.nanos < one.nanos) ? another : one;
		}

		@SuppressWarnings("unchecked")
		R run() throws InterruptedException {
			Object outcome = run(nanos());
			if (outcome != null) {
				return ((Communication<R>) happened()).complete(outcome);
			}
			return (this.otherwise != null) ? this.otherwise.then.get() : Objects.requireNonNull(this.limit).then.get();
		}

		private long nanos() {
			if (this.otherwise != null) {
				return 0;
			}
			return (this.limit != null) ? this.limit.nanos : Long.MAX_VALUE;
		}

	}

}
