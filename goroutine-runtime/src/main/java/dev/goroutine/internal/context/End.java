package dev.goroutine.internal.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * How a context has ended, and all contexts below with it. All of them share one
 * exception, which is created by the thread that first asks for it.
 */
final class End {

	private static final VarHandle THROWABLE;

	static {
		try {
			THROWABLE = MethodHandles.lookup().findVarHandle(End.class, "throwable", Throwable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final boolean deadlineExceeded;

	private final @Nullable Throwable cause;

	private volatile @Nullable Throwable throwable;

	End(boolean deadlineExceeded, @Nullable Throwable cause) {
		this.deadlineExceeded = deadlineExceeded;
		this.cause = cause;
	}

	Throwable toThrowable() {
		Throwable known = this.throwable;
		if (known != null) {
			return known;
		}
		Throwable created = this.deadlineExceeded ? new TimeoutException("context deadline exceeded")
				: new CancellationException("context canceled");
		if (this.cause != null) {
			created.initCause(this.cause);
		}
		known = (Throwable) THROWABLE.compareAndExchange(this, null, created);
		return (known != null) ? known : created;
	}

}
