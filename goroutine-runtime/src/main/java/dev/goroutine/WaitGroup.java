package dev.goroutine;

import java.util.Objects;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.WaitCount;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a number of goroutines: Go's {@code sync.WaitGroup}. <pre class="code">
 * WaitGroup group = new WaitGroup();
 * for (String url : urls) {
 *     group.go(runtime, () -&gt; fetch(url));
 * }
 * group.await();
 * </pre> It counts: up by {@link #add}, down by {@link #done}, and {@link #await} waits
 * for zero. It may then be used again, at once: those who waited for the first zero go on
 * even if the count is up again by the time they run. What happens before a call of
 * {@code done} happens before the return of an {@code await} that it ends. All methods
 * may be called from any thread; a platform thread that has to wait blocks.
 * <p>
 * Who starts goroutines that can fail will prefer an {@link ErrGroup}.
 */
public final class WaitGroup {

	private final WaitCount count;

	private final String name;

	/**
	 * A group with a count of zero.
	 */
	public WaitGroup() {
		this("WaitGroup");
	}

	/**
	 * A group with a count of zero and a name.
	 * @param name the name of the goroutines that {@link #go} starts and of their
	 * threads, for dumps and logs; by default {@code WaitGroup}
	 */
	public WaitGroup(String name) {
		Prepared.ensure();
		this.name = Objects.requireNonNull(name, "name");
		this.count = new WaitCount();
	}

	/**
	 * Changes the count: Go's {@code Add}. At zero, all who wait go on. Count goroutines
	 * in before they start, or {@code await} may come first and find nothing to wait for.
	 * @param n how many more, or fewer if it is negative
	 * @throws IllegalStateException if the count would be less than zero:
	 * {@code sync: negative WaitGroup counter}; or more than an {@code int} holds. It is
	 * as before then
	 */
	public void add(int n) {
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		addNow(n);
		Caller.checkPreempted();
	}

	/** As above, for a caller that has looked for room on the stack. */
	void addNow(int n) {
		this.count.add(n);
	}

	/**
	 * Counts one out: Go's {@code Done}.
	 * @throws IllegalStateException if the count is zero:
	 * {@code sync: negative WaitGroup counter}
	 */
	public void done() {
		add(-1);
	}

	/**
	 * Starts a goroutine and counts it in until it has ended, however it ends: Go's
	 * {@code WaitGroup.Go}. What it throws goes to the uncaught exception handler of the
	 * runtime, as with {@link GoRuntime#execute}, before it is counted out. So does the
	 * error of a count that is zero by then, because {@link #done} was called once too
	 * often.
	 * @param runtime where it runs
	 * @param body what it does
	 * @throws java.util.concurrent.RejectedExecutionException if the runtime is shut
	 * down; the count is as before then
	 */
	public void go(GoRuntime runtime, GoBody body) {
		Objects.requireNonNull(runtime, "runtime");
		Objects.requireNonNull(body, "body");
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		addNow(1);
		boolean started = false;
		try {
			runtime.start(this.name, new Member(runtime, body));
			started = true;
		}
		finally {
			if (!started) {
				addNow(-1);
			}
		}
	}

	/**
	 * Waits for a count of zero: Go's {@code Wait}.
	 * @throws InterruptedException if interrupted before or while it waits
	 */
	public void await() throws InterruptedException {
		this.count.await();
	}

	@Override
	public String toString() {
		return "WaitGroup[" + this.count + "]";
	}

	private final class Member extends GroupMember {

		Member(GoRuntime runtime, GoBody body) {
			super(runtime.scheduler(), body);
		}

		@Override
		void ended(@Nullable Throwable failure) {
			if (failure != null) {
				reportUncaught(failure);
			}
			neverBegan();
		}

		/** Nobody looks into the future of a member. */
		@Override
		void neverBegan() {
			try {
				WaitGroup.this.addNow(-1);
			}
			catch (IllegalStateException ex) {
				callBack(() -> reportUncaught(ex));
			}
		}

	}

}
