package dev.goroutine.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.RuntimeWait;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Goroutines that do not end with their bubble.
 */
@Timeout(60)
class BubbleEndTests {

	/** Takes as long as a bubble waits for those that it has interrupted. */
	@Test
	@Tag("long")
	void whoIsWokenFromOutsideJustAsItEndsGoesOn() throws Exception {
		CountDownLatch waking = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		CompletableFuture<Thread> left = new CompletableFuture<>();
		CompletableFuture<Void> wentOn = new CompletableFuture<>();
		AtomicReference<Thread> waker = new AtomicReference<>();
		RuntimeWait reason = () -> "test";
		// Asked for by the waker, after it has seen that the bubble is not over.
		RuntimeWait slow = () -> {
			if (Thread.currentThread() == waker.get()) {
				waking.countDown();
				spinUntil(over);
			}
			return "test";
		};
		waker.set(Thread.ofPlatform().unstarted(() -> {
			Thread thread = left.join();
			while (thread.getState() != Thread.State.WAITING) {
				Thread.onSpinWait();
			}
			LockSupport.unpark(thread);
		}));
		waker.get().start();
		assertThatThrownBy(() -> Bubble.run(() -> {
			Bubble.runtime().go(() -> {
				parkUntilInterrupted(reason);
				left.complete(Thread.currentThread());
				LockSupport.park(slow);
				wentOn.complete(null);
			});
			Bubble.runtime().go(() -> {
				parkUntilInterrupted(reason);
				// Not durable: the bubble waits for it.
				while (over.getCount() > 0) {
					LockSupport.parkNanos(1_000_000);
				}
			});
		})).isInstanceOf(AssertionError.class);
		assertThat(waking.getCount()).isZero();
		assertThat(wentOn).isNotDone();
		over.countDown();
		wentOn.get();
		waker.get().join();
	}

	private static void parkUntilInterrupted(RuntimeWait reason) {
		while (!Thread.interrupted()) {
			LockSupport.park(reason);
		}
	}

	private static void spinUntil(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

}
