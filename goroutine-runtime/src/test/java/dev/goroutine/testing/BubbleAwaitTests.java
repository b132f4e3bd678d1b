package dev.goroutine.testing;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.Goroutine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An interrupt of who waits for all others.
 */
class BubbleAwaitTests {

	@BubbleTest(seeds = 100)
	void interruptDoesNotEndItAndIsKept() {
		Thread awaiting = Thread.currentThread();
		AtomicBoolean ended = new AtomicBoolean();
		Bubble.runtime().go(() -> {
			awaiting.interrupt();
			for (int i = 0; i < 10; i++) {
				Goroutine.yield();
			}
			ended.set(true);
		});
		Bubble.await();
		assertThat(ended).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

}
