package dev.goroutine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.goroutine.internal.bubble.BubbleRuntimes;
import dev.goroutine.internal.jdk.FreshStack;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.WaitCount;
import dev.goroutine.internal.sync.WaitQueue;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * Initializes what calls of the API need, before the first call has any effect. The first
 * call of all may come at the end of a recursion, and a class whose static initializer
 * fails with a {@link StackOverflowError} is unusable for good.
 * <p>
 * Each method that creates the first object of a kind, such as a channel, a context or a
 * group, calls {@link #ensure}. A class with such a static method or constructor has no
 * static initializer itself, nor do its superclasses, because it would run before that
 * call. Even an {@code assert} counts as one. Code that needs a static initializer is in
 * a nested class. {@code InitializationTests} knows all these classes.
 */
final class Prepared {

	/**
	 * Whether all is prepared. Plain: a thread that sees it late prepares once more,
	 * which has no effect.
	 */
	private static boolean done;

	private Prepared() {
	}

	/**
	 * Initializes everything at the first call.
	 * @throws StackOverflowError if there is no room even for that; a later call can
	 * still succeed then
	 */
	static void ensure() {
		if (!done && !FreshStack.isCurrent()) {
			FreshStack.run("go-prepare", new Preparation());
			done = true;
		}
	}

	/**
	 * Does what users do, so that call sites are linked and classes of the JDK
	 * initialized as well. It starts no other thread.
	 */
	private static final class Preparation implements Runnable {

		@Override
		public void run() {
			Caller.prepare();
			BubbleRuntimes.factory(GoRuntime::new);
			try {
				channels();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			contexts();
			new WaitGroup().add(0);
			StealPolicies.of("none");
			StealBatch.HALF.name();
			JdkAccess.AUTO.name();
			new CompletedGoroutine<>(null).toCompletableFuture().thenRun(new Nothing());
			new CompletableFuture<>().completeExceptionally(new IllegalStateException());
		}

		private static void channels() throws InterruptedException {
			Chan<Integer> chan = Chan.buffered(1);
			Chan<Integer> other = Chan.unbuffered();
			chan.send(1);
			chan.receive();
			chan.trySend(1, Duration.ZERO);
			chan.poll();
			chan.tryReceive();
			chan.tryReceive(Duration.ZERO);
			chan.poll(Duration.ofNanos(-1));
			Nothing nothing = new Nothing();
			Select.<Integer>select(chan.onReceive(nothing), other.onReceive(nothing), other.onSend(1, nothing),
					Select.onTimeout(Duration.ZERO, nothing), null);
			Select.<Integer>select(chan.onSend(1, nothing), Select.onDefault(nothing));
			Waiter waiter = new Waiter("");
			Sudog sudog = new Sudog(waiter, 0, 1);
			sudog.claim();
			waiter.await(Long.MAX_VALUE, new WaitCount());
			waiter.ready();
			WaitQueue queue = new WaitQueue();
			queue.add(sudog);
			queue.claimAll(null);
			chan.close();
			chan.poll();
			chan.poll();
			chan.receiveOnly();
			chan.sendOnly();
			Timers.after(Duration.ZERO).tryReceive();
			try {
				chan.trySend(1);
			}
			catch (ClosedChanException ex) {
				// Expected.
			}
		}

		private static void contexts() {
			Context.Cancellable top = Context.background().withCancel();
			Context.Cancellable below = top.withValue("", "").withCancel();
			below.done();
			below.deadline();
			top.cancel();
			top.done();
			below.err();
			top.withTimeout(Duration.ZERO).err();
			Context.current().value("");
		}

	}

	/** An action for a case, without a call site to be linked. */
	static final class Nothing implements Runnable, Supplier<Integer>, Function<@Nullable Integer, Integer> {

		@Override
		public void run() {
		}

		@Override
		public Integer get() {
			return 0;
		}

		@Override
		public Integer apply(@Nullable Integer value) {
			return 0;
		}

	}

}
