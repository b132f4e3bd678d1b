package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

import org.jspecify.annotations.Nullable;

/**
 * Two goroutines that wake each other in turn, with nothing but park and unpark: what
 * every channel, lock and queue pays at least for a hand-over.
 */
public final class PingPong implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "park/unpark ping-pong of two goroutines, %,d round trips", size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(500_000, 500);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Game game = new Game(size);
		long start = System.nanoTime();
		threads.start(() -> {
			game.ponger = Thread.currentThread();
			threads.start(game::ping);
			game.pong();
		});
		Checks.await(game.done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("round trips", size, game.returned);
		return (double) elapsed / size;
	}

	private static final class Game {

		private final int size;

		private final CountDownLatch done = new CountDownLatch(2);

		// Each is written before the ball first goes to the one who reads it.
		private @Nullable Thread pinger;

		private @Nullable Thread ponger;

		private volatile boolean away;

		private int returned;

		Game(int size) {
			this.size = size;
		}

		void ping() {
			this.pinger = Thread.currentThread();
			for (int i = 0; i < this.size; i++) {
				this.away = true;
				LockSupport.unpark(this.ponger);
				while (this.away) {
					LockSupport.park();
				}
			}
			this.done.countDown();
		}

		void pong() {
			for (int i = 0; i < this.size; i++) {
				while (!this.away) {
					LockSupport.park();
				}
				this.returned++;
				this.away = false;
				LockSupport.unpark(this.pinger);
			}
			this.done.countDown();
		}

	}

}
