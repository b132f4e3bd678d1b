package dev.goroutine.it;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.goroutine.Goroutine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What most tests here need.
 */
final class Goroutines {

	private Goroutines() {
	}

	/** The goroutine that the caller runs on; it must run on one. */
	static Goroutine<?> current() {
		Goroutine<?> goroutine = Goroutine.current();
		assertThat(goroutine).as("goroutine of " + Thread.currentThread()).isNotNull();
		return goroutine;
	}

	/** Fails rather than hangs. */
	static <T> T get(Future<T> future) throws Exception {
		return future.get(60, TimeUnit.SECONDS);
	}

	/** Fails rather than hangs. */
	static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

}
