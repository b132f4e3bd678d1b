package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine whose end a group counts. The group is told of the end exactly once, even
 * if the goroutine is cancelled, by a shutdown, before its body has begun.
 */
abstract class GroupMember extends GoroutineTask<@Nullable Void> {

	private static final Callable<@Nullable Void> RUN_BODY = () -> {
		GroupMember current = (GroupMember) G.current();
		assert current != null;
		current.runBody();
		return null;
	};

	private static final VarHandle TAKEN;

	static {
		try {
			TAKEN = MethodHandles.lookup().findVarHandle(GroupMember.class, "taken", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * Cleared when the goroutine is done, because the goroutine may be kept for longer.
	 */
	private @Nullable GoBody body;

	/** Whether the body has begun, or never will. */
	private volatile boolean taken;

	GroupMember(Scheduler scheduler, GoBody body) {
		super(scheduler, RUN_BODY);
		this.body = body;
	}

	/** Initializes this class. */
	static void prepare() {
		// The call initializes it.
	}

	private void runBody() throws Exception {
		// Read before the claim: after a cancellation another thread clears the field.
		GoBody body = this.body;
		if (!TAKEN.compareAndSet(this, false, true)) {
			return;
		}
		assert body != null;
		Throwable failure = null;
		try {
			begin(body);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			Caller.othersMayGoFirst();
			ended(failure);
		}
	}

	/** Runs the body, on this goroutine. */
	void begin(GoBody body) throws Exception {
		body.run();
	}

	/**
	 * Called when the body has ended.
	 * @param failure what the body has thrown, {@code null} if nothing
	 */
	abstract void ended(@Nullable Throwable failure);

	/**
	 * Called instead of {@link #ended} if the body never begins, on any thread.
	 */
	void neverBegan() {
		ended(new CancellationException("The goroutine was cancelled before it began"));
	}

	@Override
	protected void done() {
		boolean neverBegins = TAKEN.compareAndSet(this, false, true);
		this.body = null;
		super.done();
		if (neverBegins) {
			neverBegan();
		}
	}

}
