package dev.goroutine;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.goroutine.SelectCase.Communication;
import dev.goroutine.internal.scheduler.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several sends and receives that can go ahead: Go's
 * {@code select}. <pre class="code">
 * String answer = Select.select(
 *         results.onReceive(result -&gt; "got " + result),
 *         requests.onSend(request, () -&gt; "asked"),
 *         Select.onTimeout(Duration.ofSeconds(1), () -&gt; "too late"));
 * </pre> If several can go ahead, each is chosen with the same probability; a case that
 * stands there twice counts twice. If none can, the default is chosen if there is one,
 * else the select waits. Exactly one case happens, and then what was to be done for it is
 * done, on the calling thread, after everything else; what that throws, the select
 * throws.
 */
public final class Select {

	/** As many as in Go. */
	static final int MAX_CASES = 65_536;

	private Select() {
	}

	/**
	 * Waits for one of the cases, and does what is to be done for it. A case that is
	 * {@code null} never happens, as Go's does with a {@code nil} channel, so a loop can
	 * do without one when it is done with it. Without any case it waits for ever.
	 * @param cases up to 65,536, with one default at most; of several time limits the
	 * first to pass counts
	 * @param <R> the type of the result
	 * @return what was to be done for the case that has happened
	 * @throws ClosedChanException if the case chosen sends to a channel that is closed:
	 * {@code send on closed channel}
	 * @throws IllegalArgumentException if there are too many cases or defaults
	 * @throws InterruptedException if interrupted before or while it waits; nothing has
	 * happened then
	 */
	@SafeVarargs
	public static <R extends @Nullable Object> R select(@Nullable SelectCase<R>... cases) throws InterruptedException {
		Objects.requireNonNull(cases, "cases");
		Caller.othersMayGoFirst();
		Chan.checkInterrupted();
		Prepared.ensure();
		return new Selection<>(cases).run();
	}

	/**
	 * The case that is chosen if no other can go ahead at once: Go's {@code default}.
	 * @param then is called then
	 * @param <R> the type of the select's result
	 * @return the case
	 */
	public static <R extends @Nullable Object> SelectCase<R> onDefault(Supplier<R> then) {
		Prepared.ensure();
		return new SelectCase.Default<>(Objects.requireNonNull(then, "then"));
	}

	/**
	 * The case that is chosen if no other could go ahead for that time: Go's
	 * {@code case <-time.After(after)}, without a channel.
	 * @param after how long, counted from the beginning of the select; zero or less makes
	 * it a default
	 * @param then is called then
	 * @param <R> the type of the select's result
	 * @return the case
	 */
	public static <R extends @Nullable Object> SelectCase<R> onTimeout(Duration after, Supplier<R> then) {
		Prepared.ensure();
		Objects.requireNonNull(after, "after");
		return new SelectCase.Timeout<>(TimeUnit.NANOSECONDS.convert(after), Objects.requireNonNull(then, "then"));
	}

	/** In which all lock several channels. */
	private static final class LockOrder implements Comparator<Chan<?>> {

		static final LockOrder INSTANCE = new LockOrder();

		@Override
		public int compare(Chan<?> one, Chan<?> other) {
			return Long.compare(one.lockOrder(), other.lockOrder());
		}

	}

	/** One select on its way. */
	private static final class Selection<R extends @Nullable Object> {

		private final Communication<R>[] cases;

		/**
		 * The indexes of the cases in random order, so that the first that can go ahead
		 * is a fair choice.
		 */
		private final int[] pollOrder;

		private SelectCase.@Nullable Default<R> otherwise;

		private SelectCase.@Nullable Timeout<R> limit;

		@SuppressWarnings("unchecked")
		Selection(@Nullable SelectCase<R>[] cases) {
			if (cases.length > MAX_CASES) {
				throw new IllegalArgumentException(
						"A select has " + MAX_CASES + " cases at most, this one has " + cases.length);
			}
			Communication<R>[] communications = (Communication<R>[]) new Communication<?>[cases.length];
			int count = 0;
			for (SelectCase<R> each : cases) {
				switch (each) {
					case Communication<R> communication -> communications[count++] = communication;
					case SelectCase.Default<R> otherwise -> setDefault(otherwise);
					case SelectCase.Timeout<R> limit -> addLimit(limit);
					case null -> {
						// Never happens.
					}
				}
			}
			this.cases = (count == cases.length) ? communications : Arrays.copyOf(communications, count);
			this.pollOrder = shuffled(count);
		}

		private void setDefault(SelectCase.Default<R> otherwise) {
			if (this.otherwise != null) {
				throw new IllegalArgumentException("A select has one default at most, this one has more");
			}
			this.otherwise = otherwise;
		}

		private void addLimit(SelectCase.Timeout<R> limit) {
			if (this.limit == null || limit.nanos < this.limit.nanos) {
				this.limit = limit;
			}
		}

		private static int[] shuffled(int count) {
			int[] order = new int[count];
			if (count < 2) {
				return order;
			}
			RandomGenerator random = Caller.random();
			for (int i = 1; i < count; i++) {
				int j = random.nextInt(i + 1);
				order[i] = order[j];
				order[j] = i;
			}
			return order;
		}

		/**
		 * Locks one channel at a time first: a case that can go ahead, can do so whatever
		 * becomes of the others meanwhile. That none can, is only known with all locked.
		 */
		R run() throws InterruptedException {
			for (int i : this.pollOrder) {
				Communication<R> each = this.cases[i];
				Object outcome = each.tryCommunicateNow();
				if (outcome != null) {
					return complete(each, outcome);
				}
			}
			return runLocked();
		}

		/** The three passes of Go's {@code selectgo}. */
		private R runLocked() throws InterruptedException {
			boolean mayWait = this.otherwise == null && (this.limit == null || this.limit.nanos > 0);
			Communication<R> ready = null;
			Object outcome = null;
			Sudog[] sudogs = null;
			Waiter waiter = null;
			Caller.checkStackRoom();
			Chan<?>[] lockOrder = lockOrder();
			lock(lockOrder);
			try {
				for (int i : this.pollOrder) {
					outcome = this.cases[i].communicateNow();
					if (outcome != null) {
						ready = this.cases[i];
						break;
					}
				}
				if (ready == null && mayWait) {
					waiter = new Waiter((this.cases.length > 0) ? "select" : "select (no cases)");
					sudogs = enqueue(waiter);
				}
			}
			finally {
				unlock(lockOrder, lockOrder.length);
			}
			if (waiter != null && sudogs != null) {
				return await(waiter, sudogs, lockOrder);
			}
			if (ready != null) {
				return complete(ready, outcome);
			}
			Caller.checkPreempted();
			return (this.otherwise != null) ? this.otherwise.then.get() : limit().then.get();
		}

		private R complete(Communication<R> ready, @Nullable Object outcome) {
			Object received = Chan.finish(outcome);
			Caller.checkPreempted();
			return ready.complete(received);
		}

		/** The channels, some more than once. */
		private Chan<?>[] lockOrder() {
			Chan<?>[] chans = new Chan<?>[this.cases.length];
			for (int i = 0; i < chans.length; i++) {
				chans[i] = this.cases[i].chan;
			}
			if (chans.length > 1) {
				// Mostly they are in that order already.
				Arrays.sort(chans, LockOrder.INSTANCE);
			}
			return chans;
		}

		private Sudog[] enqueue(Waiter waiter) {
			Sudog[] sudogs = new Sudog[this.cases.length];
			for (int i = 0; i < sudogs.length; i++) {
				sudogs[i] = this.cases[i].sudog(waiter, i);
			}
			// After the last allocation: all or none. In random order too, since of those
			// that wait at one channel the first to join is the first to be served.
			for (int i : this.pollOrder) {
				this.cases[i].enqueue(sudogs[i]);
			}
			return sudogs;
		}

		private R await(Waiter waiter, Sudog[] sudogs, Chan<?>[] places) throws InterruptedException {
			Object outcome = null;
			try {
				outcome = waiter.await((this.limit != null) ? this.limit.nanos : Long.MAX_VALUE, places);
			}
			finally {
				dequeueLosers(sudogs, outcome);
			}
			if (outcome == Waiter.INTERRUPTED) {
				throw new InterruptedException();
			}
			if (outcome instanceof Sudog winner) {
				return this.cases[winner.index].complete(winner);
			}
			return limit().then.get();
		}

		private void dequeueLosers(Sudog[] sudogs, @Nullable Object winner) {
			for (int i = 0; i < sudogs.length; i++) {
				if (sudogs[i] != winner) {
					Communication<R> loser = this.cases[i];
					loser.chan.lock();
					loser.dequeue(sudogs[i]);
					loser.chan.unlock();
					if (loser.chan instanceof TimerChan timer) {
						timer.disarm();
					}
				}
			}
		}

		private SelectCase.Timeout<R> limit() {
			return Objects.requireNonNull(this.limit);
		}

		private static void lock(Chan<?>[] lockOrder) {
			int locked = 0;
			try {
				for (; locked < lockOrder.length; locked++) {
					if (locked == 0 || lockOrder[locked] != lockOrder[locked - 1]) {
						lockOrder[locked].lock();
					}
				}
			}
			catch (Throwable ex) {
				// At the end of the stack: who locks a channel by itself has it for long.
				unlock(lockOrder, locked);
				throw ex;
			}
		}

		private static void unlock(Chan<?>[] lockOrder, int count) {
			for (int i = 0; i < count; i++) {
				if (i == 0 || lockOrder[i] != lockOrder[i - 1]) {
					lockOrder[i].unlock();
				}
			}
		}

	}

}
