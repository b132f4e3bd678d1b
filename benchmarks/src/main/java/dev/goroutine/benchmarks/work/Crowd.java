package dev.goroutine.benchmarks.work;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.benchmarks.harness.Body;

/**
 * Many that run the same body: each parks until all are released.
 */
final class Crowd implements Body {

	// The only references to the threads, there before the heap is measured.
	private final Thread[] threads;

	private final AtomicInteger next = new AtomicInteger();

	final CountDownLatch arrived;

	final CountDownLatch gone;

	private volatile boolean released;

	Crowd(int size) {
		this.threads = new Thread[size];
		this.arrived = new CountDownLatch(size);
		this.gone = new CountDownLatch(size);
	}

	@Override
	public void run() {
		this.threads[this.next.getAndIncrement()] = Thread.currentThread();
		this.arrived.countDown();
		while (!this.released) {
			LockSupport.park();
		}
		this.gone.countDown();
	}

	void awaitParked() throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		for (Thread thread : this.threads) {
			while (thread.getState() != Thread.State.WAITING) {
				if (System.nanoTime() - deadline > 0) {
					throw new IllegalStateException("A goroutine does not park: " + thread);
				}
				Thread.sleep(1);
			}
		}
	}

	void release() {
		this.released = true;
		for (Thread thread : this.threads) {
			LockSupport.unpark(thread);
		}
	}

}
