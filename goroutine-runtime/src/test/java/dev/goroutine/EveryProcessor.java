package dev.goroutine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether every P of a runtime works.
 */
final class EveryProcessor {

	private EveryProcessor() {
	}

	/** As many goroutines as there are Ps run at the same time, or this fails. */
	static void runs(GoRuntime runtime) throws Exception {
		CountDownLatch all = new CountDownLatch(runtime.gomaxprocs());
		List<Goroutine<Void>> goroutines = new ArrayList<>();
		for (int i = 0; i < runtime.gomaxprocs(); i++) {
			goroutines.add(runtime.go(() -> {
				all.countDown();
				while (all.getCount() > 0) {
					Thread.onSpinWait();
				}
			}));
		}
		for (Goroutine<Void> goroutine : goroutines) {
			goroutine.get(30, TimeUnit.SECONDS);
		}
	}

}
