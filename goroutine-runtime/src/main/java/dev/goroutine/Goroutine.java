package dev.goroutine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine, seen as the future of its result.
 * <p>
 * A goroutine runs on a virtual thread of its own, so all that holds for threads holds
 * for it: locks, {@link ThreadLocal}, interruption, stack traces. {@link #cancel
 * cancel(true)} interrupts it. {@code cancel(false)} lets a body that has started run on,
 * but discards its result. Memory effects are those of {@link Future}. A goroutine that
 * is done keeps its outcome and frees its body. All methods may be called from any
 * thread.
 *
 * @param <T> the type of the result, {@link Void} if there is none
 */
public interface Goroutine<T extends @Nullable Object> extends Future<T> {

	/**
	 * The number that Go prints in {@code goroutine 18 [running]}. It is the
	 * {@linkplain Thread#threadId() id} of the goroutine's virtual thread and unique in
	 * the JVM, so goroutine dumps and thread dumps agree.
	 * @return the id
	 */
	long id();

	/**
	 * The name given at the start, which is also the name of the virtual thread.
	 * @return the name, empty if none was given
	 */
	String name();

	/**
	 * Where the goroutine is just now. {@link GoroutineStatus#DEAD DEAD} means that
	 * nothing more runs on its thread. That can be later than {@link #isDone()} in two
	 * cases: the body of a cancelled goroutine runs on until it notices, and callbacks of
	 * its {@linkplain #toCompletableFuture() CompletableFuture} may still run. In a
	 * {@linkplain dev.goroutine.testing.Bubble bubble}, which has no Ms, the running
	 * goroutine is {@link GoroutineStatus#RUNNABLE RUNNABLE} like those that are ready.
	 * @return the status
	 */
	GoroutineStatus status();

	/**
	 * Waits for the result as {@link #get()} does, but throws what the body has thrown,
	 * as it was thrown.
	 * @return the result
	 * @throws InterruptedException if the caller is interrupted while it waits
	 * @throws java.util.concurrent.CancellationException if the goroutine was cancelled
	 * @throws Exception the body's own exception; an {@link Error} is thrown as well, and
	 * any other {@link Throwable} as the cause of an {@link ExecutionException}
	 */
	default T join() throws Exception {
		try {
			return get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			if (ex.getCause() instanceof Error cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * The same result as a {@link CompletableFuture}. Its callbacks see what the body has
	 * thrown as the cause of a {@link java.util.concurrent.CompletionException}, as with
	 * {@link CompletableFuture#supplyAsync}. To cancel the future cancels and interrupts
	 * the goroutine, whatever the argument. To complete it by other means does not affect
	 * the goroutine.
	 * <p>
	 * The thread of a callback for which no executor is named:
	 * <ul>
	 * <li>Usually the goroutine. It is alive while the callback runs, and
	 * {@link GoRuntime#awaitQuiescence} and {@link GoRuntime#shutdown} wait for it.</li>
	 * <li>The caller, if the goroutine is done when the callback is added.</li>
	 * <li>The thread that cancels, if the goroutine is cancelled. Once the runtime is
	 * being shut down, it is a virtual thread of the JDK's own scheduler instead, so that
	 * the shutdown does not wait for the callback.</li>
	 * </ul>
	 * @return always the same future
	 */
	CompletableFuture<T> toCompletableFuture();

	/**
	 * The goroutine that the caller runs on.
	 * @return the goroutine, or {@code null} on any other thread, even on one that a
	 * goroutine has started itself
	 */
	static @Nullable Goroutine<?> current() {
		return (Goroutine<?>) Caller.goroutine();
	}

	/**
	 * A goroutine that has already ended with a result. The body of a {@code @Go} method
	 * with a result returns it.
	 * @param value the result, may be {@code null}
	 * @param <T> the type of the result
	 * @return a goroutine without a thread: its id is 0 and its name is empty
	 */
	// A goroutine without a result is a Goroutine<Void> to users, as in GoRuntime.go.
	@SuppressWarnings("NullAway")
	static <T extends @Nullable Object> Goroutine<T> completed(@Nullable T value) {
		Prepared.ensure();
		return new CompletedGoroutine<T>(value);
	}

	/**
	 * Lets the other goroutines in the queue go first: Go's {@code runtime.Gosched}. On a
	 * thread that is not a goroutine it is {@link Thread#yield()}.
	 */
	static void yield() {
		if (Caller.goroutine() != null) {
			Caller.checkStackRoom();
		}
		Thread.yield();
	}

	/**
	 * Parks the goroutine for a time at least: Go's {@code time.Sleep}. The wake-up is in
	 * time to a millisecond; after that the goroutine waits for its turn to run. On a
	 * thread that is not a goroutine this is {@link Thread#sleep(Duration)}.
	 * @param duration the time; zero or less only yields
	 * @throws InterruptedException if interrupted before or while it sleeps
	 */
	static void sleep(Duration duration) throws InterruptedException {
		Objects.requireNonNull(duration, "duration");
		if (Caller.goroutine() != null) {
			Sleeper.sleep(duration);
		}
		else {
			Thread.sleep(duration);
		}
	}

	/**
	 * Makes a call that is known to block the OS thread, such as native code or slow file
	 * I/O: Go's {@code entersyscallblock}. The P goes on with other goroutines at once.
	 * Without this method the scheduler would first have to notice that the thread
	 * blocks. After the call the goroutine waits for a P again. On a thread that is not a
	 * goroutine the call is just made.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return its result
	 * @throws Exception what the call throws
	 */
	static <T extends @Nullable Object> T blocking(Callable<T> call) throws Exception {
		Objects.requireNonNull(call, "call");
		Caller.entersyscallblock();
		try {
			return call.call();
		}
		finally {
			Caller.exitsyscall();
		}
	}

}
