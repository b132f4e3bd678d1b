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
 * </pre> The group counts up by {@link #add} and down by {@link #done}, and
 * {@link #await} waits for zero. Then the group can be used again at once: threads that
 * waited for the first zero go on even if the count is up again by the time they run.
 * Actions before a call of {@code done} happen before the return of an {@code await} that
 * it ends. All methods may be called from any thread; a platform thread that has to wait
 * blocks.
 * <p>
 * For goroutines that can fail, an {@link ErrGroup} is the better choice.
 */
public final class WaitGroup {

	private final WaitCount count;

	private final String name;

	/** Creates a group with a count of zero. */
	public WaitGroup() {
		this("WaitGroup");
	}

	/**
	 * Creates a group with a count of zero and a name.
	 * @param name the name of the goroutines that {@link #go} starts and of their
	 * threads, for dumps and logs; by default {@code WaitGroup}
	 */
	public WaitGroup(String name) {
		Prepared.ensure();
		this.name = Objects.requireNonNull(name, "name");
		this.count = new WaitCount();
	}

	/**
	 * Changes the count: Go's {@code Add}. At zero, all waiting threads go on. Count a
	 * goroutine before it starts. Otherwise {@code await} may come first and find nothing
	 * to wait for.
	 * @param n the number to add, which may be negative
	 * @throws IllegalStateException if the count would be less than zero, with the
	 * message {@code sync: negative WaitGroup counter}, or more than an {@code int}
	 * holds; the count is as before then
	 */
	public void add(int n) {
		Caller.othersMayGoFirst();
		Caller.checkStackRoom();
		addNow(n);
		Caller.yieldIfPreempted();
	}

	/**
	 * Changes the count, for a caller that has already checked the room on the stack.
	 */
	void addNow(int n) {
		this.count.add(n);
	}

	/**
	 * Lowers the count by one: Go's {@code Done}.
	 * @throws IllegalStateException if the count is zero:
	 * {@code sync: negative WaitGroup counter}
	 */
	public void done() {
		add(-1);
	}

	/**
	 * Starts a goroutine and counts it until it has ended, however it ends: Go's
	 * {@code WaitGroup.Go}. A failure of the body goes to the uncaught exception handler
	 * of the runtime, as with {@link GoRuntime#execute}, before the count falls. If the
	 * count is zero already, because {@link #done} was called once too often, that error
	 * goes to the handler too.
	 * @param runtime the runtime of the goroutine
	 * @param body the body of the goroutine
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

		/**
		 * Counts the goroutine out. An error goes to the handler, because no user sees
		 * the future of a member.
		 */
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
