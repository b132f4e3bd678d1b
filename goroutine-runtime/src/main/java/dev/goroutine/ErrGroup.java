package dev.goroutine;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.FirstError;
import dev.goroutine.internal.sync.Limit;
import dev.goroutine.internal.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that work on parts of one task, which fails as soon as any of them fails:
 * Go's {@code golang.org/x/sync/errgroup}. <pre class="code">
 * ErrGroup group = new ErrGroup(runtime);
 * for (Part part : parts) {
 *     group.go(() -&gt; process(part));
 * }
 * group.await();
 * </pre> The first error of any goroutine cancels the others: the {@link #context} ends,
 * and the goroutines are interrupted as well, because not everything that blocks knows
 * about contexts. {@link #await} waits for all of them in any case, and then throws that
 * first error. Later errors are {@linkplain Throwable#getSuppressed suppressed} by it:
 * 100 of them, and one more that says how many were left out. A failure that merely
 * follows from the cancellation is not an error of its own: an
 * {@link InterruptedException} after it, the {@link CancellationException} that
 * {@link #go} or a loop over a {@link Chan} throws instead, or the context's own
 * {@link Context#err err()}.
 * <p>
 * The same happens when the context ends for another reason: a parent was cancelled, or
 * its deadline is over. If a goroutine then gives up with one of those exceptions,
 * {@code err()} is the first error, and the only one. Nothing is added to it, because all
 * groups below that context share it.
 * <p>
 * A group can be used again after {@code await}. Its context stays ended, so no context
 * above cancels it any more. A group that has failed or was cancelled stays so:
 * goroutines that it starts later are interrupted.
 * <p>
 * The context is {@link Context#current()} for the goroutines of the group, and therefore
 * the parent of groups that they create. All methods may be called from any thread. All
 * actions of a goroutine of the group happen before the return of {@code await}.
 */
public final class ErrGroup {

	private final GoRuntime runtime;

	private final String name;

	private final CancelContext context;

	/**
	 * Goroutines that have been started, or are about to be, and have not ended.
	 */
	private final WaitGroup alive = new WaitGroup();

	private final Limit limit = new Limit();

	private final Running running = new Running();

	private final FirstError error = new FirstError();

	/**
	 * Whether all goroutines have succeeded and the context has ended for no other
	 * reason.
	 */
	private volatile boolean over;

	/**
	 * Whether the thread that ends the context interrupts the goroutines itself, because
	 * no goroutine could be started for that. Used by that thread only.
	 */
	private boolean interruptsHere;

	/**
	 * A group whose context is a child of the caller's {@link Context#current()}.
	 * @param runtime the runtime of its goroutines
	 */
	public ErrGroup(GoRuntime runtime) {
		this(runtime, Context.current());
	}

	/**
	 * A group whose context is a child of the given one: Go's
	 * {@code errgroup.WithContext}.
	 * @param runtime the runtime of its goroutines
	 * @param parent the parent of the group's context, which ends when the parent ends
	 */
	public ErrGroup(GoRuntime runtime, Context parent) {
		this("ErrGroup", runtime, parent);
	}

	/**
	 * A group with a name, whose context is a child of the given one.
	 * @param name the name of its goroutines and their threads, for dumps and logs; by
	 * default {@code ErrGroup}
	 * @param runtime the runtime of its goroutines
	 * @param parent the parent of the group's context, which ends when the parent ends
	 */
	public ErrGroup(String name, GoRuntime runtime, Context parent) {
		Prepared.ensure();
		this.name = Objects.requireNonNull(name, "name");
		this.runtime = Objects.requireNonNull(runtime, "runtime");
		this.context = new CancelContext(Objects.requireNonNull(parent, "parent"));
		this.context.onEnd(this::interruptElsewhere);
	}

	/** The implementation of {@link Context#current()}. */
	static Context current() {
		Context background = Context.background();
		return Current.VALUE.orElse(background);
	}

	/** Initializes and links what a group needs. */
	static void prepare(GoRuntime runtime) {
		ScopedValue.where(Current.VALUE, Context.background()).run(new Prepared.Nothing());
		ErrGroup group = new ErrGroup(runtime);
		group.limit.tryAcquire();
		group.limit.release();
		try {
			group.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The context of the group. It ends with the first error, or when {@link #await} has
	 * waited for all goroutines.
	 * @return always the same context
	 */
	public Context context() {
		return this.context;
	}

	/**
	 * Limits how many goroutines of this group are active at a time: Go's
	 * {@code SetLimit}.
	 * @param n the highest number: 0 admits no goroutine at all, a negative number
	 * removes the limit. To remove it is possible at any time, and lets the callers go on
	 * that wait in {@link #go}
	 * @throws IllegalStateException if there is to be a limit and {@code n} goroutines
	 * are active:
	 * {@code errgroup: modify limit while n goroutines in the group are still active}
	 */
	public void limit(int n) {
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		int active = this.limit.set(n);
		if (active > 0) {
			throw new IllegalStateException(
					"errgroup: modify limit while " + active + " goroutines in the group are still active");
		}
	}

	/**
	 * Starts a goroutine, and first waits until the limit allows one more: Go's
	 * {@code Group.Go}. If the group has been cancelled, the goroutine starts
	 * interrupted.
	 * @param body the body of the goroutine; whatever it throws is an error of the group
	 * @throws CancellationException if the caller is interrupted before or while it waits
	 * for the limit; the caller stays interrupted, and nothing is started
	 * @throws RejectedExecutionException if the runtime is shut down
	 */
	public void go(GoBody body) {
		Objects.requireNonNull(body, "body");
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		try {
			this.limit.acquire();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedWaitException("Interrupted while it waited for the limit of an ErrGroup", ex);
		}
		start(body);
	}

	/**
	 * Starts a goroutine if the limit allows one more: Go's {@code TryGo}.
	 * @param body the body of the goroutine; whatever it throws is an error of the group
	 * @return whether the goroutine was started
	 * @throws RejectedExecutionException if the runtime is shut down
	 */
	public boolean tryGo(GoBody body) {
		Objects.requireNonNull(body, "body");
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		if (!this.limit.tryAcquire()) {
			Caller.othersMayGoFirst();
			return false;
		}
		start(body);
		return true;
	}

	private void start(GoBody body) {
		boolean started = false;
		this.alive.addNow(1);
		try {
			this.runtime.start(this.name, new Member(this.runtime, body));
			started = true;
		}
		finally {
			if (!started) {
				this.limit.release();
				this.alive.addNow(-1);
			}
		}
	}

	/**
	 * Waits until all goroutines have ended, and then ends the context: Go's
	 * {@code Wait}.
	 * <p>
	 * An interrupt of the caller cancels the group, as an error would. The caller still
	 * waits for the goroutines, which have been interrupted too, and then fails. A second
	 * interrupt makes it fail at once.
	 * @throws InterruptedException if interrupted before or while it waits. It suppresses
	 * the first error, unless there is none, the error is the context's own, or a second
	 * interrupt has ended the wait
	 * @throws Exception the first error, as it was thrown; an {@link Error} is thrown as
	 * well
	 */
	public void await() throws Exception {
		InterruptedException interrupted = null;
		try {
			this.alive.await();
		}
		catch (InterruptedException ex) {
			interrupted = ex;
			cancel(null);
			this.alive.await();
		}
		if (interrupted == null && this.error.get() == null && this.context.err() == null) {
			this.over = true;
		}
		this.context.cancel(null);
		Throwable error = this.error.get();
		int leftOut = this.error.takeLeftOut();
		if (error != null && leftOut > 0) {
			error.addSuppressed(new LeftOut(leftOut));
		}
		if (interrupted != null) {
			if (error != null && error != this.context.err()) {
				interrupted.addSuppressed(error);
			}
			throw interrupted;
		}
		switch (error) {
			case null -> {
				// All have succeeded.
			}
			case Exception exception -> throw exception;
			case Error fatal -> throw fatal;
			default -> throw new IllegalStateException(error);
		}
	}

	/** The context ends first, so that an interrupted goroutine can see why. */
	private void cancel(@Nullable Throwable cause) {
		boolean own = this.running.claimInterrupt();
		this.context.cancel(cause);
		if (own) {
			this.running.interruptAll();
		}
	}

	/**
	 * Runs when the context ends, and does nothing if the group has ended it itself. It
	 * starts a goroutine for the interrupts if it can: this may be the timer thread, and
	 * the code that an interrupt runs may take long.
	 * @return whether the caller must call again, to interrupt one more goroutine here
	 */
	private boolean interruptElsewhere() {
		if (this.interruptsHere) {
			return this.running.interruptNext();
		}
		if (this.over || !this.running.claimInterrupt() || this.running.interruptIfNoneRuns()) {
			return false;
		}
		try {
			this.runtime.execute(this.name, this.running::interruptAll);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// A runtime that is shut down interrupts them too, but only after its grace.
			this.interruptsHere = true;
		}
		return this.interruptsHere;
	}

	private void failed(Throwable error) {
		Throwable end = this.over ? null : this.context.err();
		if (end != null && (isInterrupt(error) || error == end)) {
			// The context's own error counts only if no goroutine has failed with another
			// before.
			this.error.setShared(end);
			return;
		}
		Throwable first = this.error.set(error);
		if (first == null) {
			this.over = false;
			cancel(error);
		}
		else if (first != error && this.error.claimSuppressed(first)) {
			first.addSuppressed(error);
		}
	}

	private static boolean isInterrupt(Throwable error) {
		return error instanceof InterruptedException || error instanceof InterruptedWaitException;
	}

	@Override
	public String toString() {
		return "ErrGroup[" + this.alive + ", " + this.context + "]";
	}

	private final class Member extends GroupMember {

		/**
		 * Link in the list of running goroutines, guarded by the lock of that list.
		 */
		private @Nullable Member previous;

		private @Nullable Member next;

		Member(GoRuntime runtime, GoBody body) {
			super(runtime.scheduler(), body);
		}

		@Override
		void begin(GoBody body) throws Exception {
			boolean interrupted = ErrGroup.this.running.add(this);
			try {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
				ScopedValue.where(Current.VALUE, ErrGroup.this.context).call(() -> {
					body.run();
					return null;
				});
			}
			finally {
				ErrGroup.this.running.remove(this);
			}
		}

		@Override
		void ended(@Nullable Throwable failure) {
			try {
				if (failure != null) {
					failed(failure);
				}
			}
			finally {
				ErrGroup.this.limit.release();
				ErrGroup.this.alive.addNow(-1);
			}
		}

	}

	/** Stands for the errors that the first one does not suppress. */
	private static final class LeftOut extends RuntimeException {

		LeftOut(int errors) {
			super(errors + " more errors of this ErrGroup were left out", null, false, false);
		}

		// The name of the class is left out, because it tells nothing.
		@Override
		@SuppressWarnings("OverrideThrowableToString")
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

	/** The goroutines of the group that run, and whether they have been interrupted. */
	private static final class Running extends SpinLock {

		/** Whether a thread has begun to interrupt all. */
		private boolean interruptClaimed;

		/** Whether a goroutine that begins now has missed the interrupt of all. */
		private boolean interrupted;

		private @Nullable Member first;

		/** Adds a goroutine. Returns whether it has missed the interrupt of all. */
		boolean add(Member member) {
			lock();
			boolean interrupted = this.interrupted;
			if (!interrupted) {
				Member first = this.first;
				member.next = first;
				if (first != null) {
					first.previous = member;
				}
				this.first = member;
			}
			unlock();
			return interrupted;
		}

		void remove(Member member) {
			lock();
			unlink(member);
			unlock();
		}

		/** Removes a goroutine, if it is still in the list. */
		private void unlink(Member member) {
			Member previous = member.previous;
			Member next = member.next;
			if (previous != null) {
				previous.next = next;
			}
			else if (this.first == member) {
				this.first = next;
			}
			if (next != null) {
				next.previous = previous;
			}
			member.previous = null;
			member.next = null;
		}

		/**
		 * Returns whether the caller is the first to claim the interrupt. So no goroutine
		 * is interrupted twice.
		 */
		boolean claimInterrupt() {
			lock();
			boolean first = !this.interruptClaimed;
			this.interruptClaimed = true;
			unlock();
			return first;
		}

		boolean interruptIfNoneRuns() {
			lock();
			this.interrupted |= this.first == null;
			boolean done = this.interrupted;
			unlock();
			return done;
		}

		/**
		 * Interrupts the goroutines that run. A goroutine that begins later sees that it
		 * has missed the interrupt. This takes no memory: there may be none, and a failed
		 * interrupt would not be tried again.
		 */
		void interruptAll() {
			while (interruptNext()) {
				// There may be more.
			}
		}

		/** Returns whether there was a goroutine to interrupt. */
		boolean interruptNext() {
			Member member = take();
			if (member != null) {
				member.thread().interrupt();
			}
			return member != null;
		}

		private @Nullable Member take() {
			lock();
			this.interrupted = true;
			Member member = this.first;
			if (member != null) {
				unlink(member);
			}
			unlock();
			return member;
		}

	}

	/** A class of its own for its static initializer, see {@link Prepared}. */
	private static final class Current {

		static final ScopedValue<Context> VALUE = ScopedValue.newInstance();

	}

}
