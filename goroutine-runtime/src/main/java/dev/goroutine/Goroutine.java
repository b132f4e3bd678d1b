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
 * It runs on a virtual thread of its own, so all that holds for threads holds for it:
 * locks, {@link ThreadLocal}, interruption, stack traces. {@link #cancel cancel(true)}
 * interrupts it; {@code cancel(false)} lets a body that has started run on, its result
 * unseen. Memory effects are those of {@link Future}. Once it is done it keeps its
 * outcome and frees its body. All methods may be called from any thread.
 *
 * @param <T> the type of the result, {@link Void} where there is none
 */
public interface Goroutine<T extends @Nullable Object> extends Future<T> {

	/**
	 * The number that Go prints in {@code goroutine 18 [running]}. It is the
	 * {@linkplain Thread#threadId() id} of the goroutine's virtual thread, unique in the
	 * JVM, so that goroutine dumps and thread dumps agree.
	 * @return the id
	 */
	long id();

	/**
	 * The name given at the start, which is also the name of its virtual thread.
	 * @return the name, empty if none was given
	 */
	String name();

	/**
	 * Where the goroutine is just now. {@link GoroutineStatus#DEAD DEAD} means that
	 * nothing more runs on its thread, which can be later than {@link #isDone()}: for a
	 * cancelled goroutine, whose body goes on until it has seen that, and while what
	 * depends on its {@linkplain #toCompletableFuture() CompletableFuture} runs. In a
	 * {@linkplain dev.goroutine.testing.Bubble bubble}, which has no Ms, the one that
	 * runs is {@link GoroutineStatus#RUNNABLE RUNNABLE} like those that are ready.
	 * @return the status
	 */
	GoroutineStatus status();

	/**
	 * Waits for the result as {@link #get()} does, but throws what the body threw, as it
	 * was thrown.
	 * @return the result
	 * @throws InterruptedException if the caller is interrupted while it waits
	 * @throws java.util.concurrent.CancellationException if the goroutine was cancelled
	 * @throws Exception the body's own exception; an {@link Error} is thrown as well
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
	 * The same result as a {@link CompletableFuture}, one and the same on every call.
	 * What depends on it sees what the body threw as the cause of a
	 * {@link java.util.concurrent.CompletionException}, as with
	 * {@link CompletableFuture#supplyAsync}. Cancelling it cancels and interrupts the
	 * goroutine, whatever the argument; to complete it by other means does not touch the
	 * goroutine. What depends on it runs on the goroutine, unless an executor is named:
	 * as long as that takes the goroutine is alive, and {@link GoRuntime#awaitQuiescence}
	 * and {@link GoRuntime#shutdown} wait for it. What is added when the goroutine is
	 * done runs on the caller, and what depends on a goroutine that is cancelled on the
	 * thread that cancels it; once the runtime is being shut down it is a virtual thread
	 * of the JDK's, so that the shutdown does not wait for it.
	 * @return the future
	 */
	CompletableFuture<T> toCompletableFuture();

	/**
	 * The goroutine that the caller runs on.
	 * @return the goroutine, or {@code null} on any other thread, one that a goroutine
	 * has started itself included
	 */
	static @Nullable Goroutine<?> current() {
		return (Goroutine<?>) Caller.goroutine();
	}

	/**
	 * A goroutine that has ended with that result: what the body of a {@code @Go} method
	 * with a result returns.
	 * @param value the result, may be {@code null}
	 * @param <T> the type of the result
	 * @return a goroutine without a thread: its id is 0 and its name empty
	 */
	// A goroutine without a result is a Goroutine<Void> to users, as in GoRuntime.go.
	@SuppressWarnings("NullAway")
	static <T extends @Nullable Object> Goroutine<T> completed(@Nullable T value) {
		Prepared.ensure();
		return new CompletedGoroutine<T>(value);
	}

	/**
	 * Lets the others in the queue go first: Go's {@code runtime.Gosched}. On a thread
	 * that is no goroutine it is {@link Thread#yield()}.
	 */
	static void yield() {
		if (Caller.goroutine() != null) {
			Caller.checkStackRoom();
		}
		Thread.yield();
	}

	/**
	 * Parks the goroutine for that time at least: Go's {@code time.Sleep}. It wakes up in
	 * time to a millisecond, and then waits for its turn. On a thread that is no
	 * goroutine it is {@link Thread#sleep(Duration)}.
	 * @param duration how long; zero or less only yields
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
	 * Makes a call that is known to block the OS thread: native code, or file I/O that
	 * may take its time. The P goes on with other goroutines at once, where otherwise the
	 * scheduler would first have to notice; afterwards the goroutine goes on with a P
	 * again. Go's {@code entersyscallblock}. On a thread that is no goroutine the call is
	 * just made.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return its result
	 * @throws Exception what it throws
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
