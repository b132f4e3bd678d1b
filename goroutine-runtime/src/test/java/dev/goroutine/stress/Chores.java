package dev.goroutine.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.Goroutine;
import dev.goroutine.stress.Entry.Kind;

/**
 * A few things in a row, chosen at random, that a goroutine of a {@link Load} does. What
 * it does follows from its seed; when, and beside what, does not.
 * <p>
 * Whoever takes part in something that others wait for brings it to its end even if it is
 * interrupted, and nothing that is waited for has a timeout: a wake-up that is lost stops
 * the load for good.
 */
final class Chores implements Script {

	/** Children of children of children have no more. */
	private static final int MAX_DEPTH = 3;

	private static final List<Chore> CHORES = new ArrayList<>();

	static {
		add(20, Chores::yieldSome);
		add(10, Chores::sleep);
		add(6, Chores::waitOnTheJdksTimers);
		add(12, Chores::playRally);
		add(12, Chores::passThroughQueue);
		add(8, Chores::lock);
		add(8, Chores::enterMonitor);
		add(4, Chores::waitForNotify);
		add(6, Chores::blockAnnounced);
		add(3, Chores::blockUnannounced);
		add(2, Chores::burn);
		add(14, Chores::haveChildren);
		add(5, Chores::startVirtualThread);
		add(6, Chores::fail);
		add(8, Chores::disturb);
		add(2, Chores::interruptSelf);
		add(1, Chores::look);
	}

	private final Load load;

	private final int depth;

	private final SplittableRandom random;

	Chores(Load load, int depth, SplittableRandom random) {
		this.load = load;
		this.depth = depth;
		this.random = random;
	}

	private static void add(int weight, Chore chore) {
		for (int i = 0; i < weight; i++) {
			CHORES.add(chore);
		}
	}

	@Override
	public void run(Entry self) throws Exception {
		for (int left = 1 + this.random.nextInt(4); left > 0; left--) {
			try {
				CHORES.get(this.random.nextInt(CHORES.size())).perform(this, self);
			}
			catch (InterruptedException ex) {
				self.sawInterrupt();
				if (this.random.nextBoolean()) {
					throw ex;
				}
			}
			this.load.ledger().step();
		}
	}

	private void yieldSome(Entry self) {
		for (int left = this.random.nextInt(20); left >= 0; left--) {
			Goroutine.yield();
		}
	}

	private void sleep(Entry self) throws InterruptedException {
		Goroutine.sleep(upTo(3_000_000));
	}

	private void waitOnTheJdksTimers(Entry self) throws InterruptedException {
		switch (this.random.nextInt(3)) {
			case 0 -> Thread.sleep(upTo(2_000_000));
			case 1 -> LockSupport.parkNanos(this.random.nextInt(1_000_000));
			default -> new SynchronousQueue<>().poll(this.random.nextInt(1_000_000), TimeUnit.NANOSECONDS);
		}
	}

	private Duration upTo(int nanos) {
		return Duration.ofNanos(this.random.nextInt(nanos));
	}

	private void playRally(Entry self) {
		Rally rally = new Rally();
		int rounds = 1 + this.random.nextInt(20);
		this.load.spawnUndisturbed((partner) -> rally.play(partner, 1, rounds));
		rally.play(self, 0, rounds);
	}

	private void passThroughQueue(Entry self) throws Exception {
		BlockingQueue<Long> queue = switch (this.random.nextInt(5)) {
			case 0 -> new SynchronousQueue<>();
			case 1 -> new SynchronousQueue<>(true);
			case 2 -> new LinkedTransferQueue<>();
			case 3 -> new LinkedBlockingQueue<>(2);
			default -> new ArrayBlockingQueue<>(1 + this.random.nextInt(4));
		};
		int producers = 1 + this.random.nextInt(3);
		int each = 1 + this.random.nextInt(8);
		for (int i = 0; i < producers; i++) {
			this.load.spawnUndisturbed((producer) -> {
				for (long value = 1; value <= each; value++) {
					queue.put(value);
				}
			});
		}
		long sum = 0;
		for (int left = producers * each; left > 0; left--) {
			sum += insist(self, queue::take);
		}
		if (sum != (long) producers * each * (each + 1) / 2) {
			this.load.ledger().violation(queue.getClass() + " has lost or doubled a value");
		}
	}

	private void lock(Entry self) throws Exception {
		Guard guard = this.load.guard(this.random);
		if (this.random.nextBoolean()) {
			guard.lock.lockInterruptibly();
		}
		else {
			guard.lock.lock();
		}
		try {
			boolean alone = guard.enterLock();
			Goroutine.yield();
			if (!guard.leaveLock() || !alone) {
				this.load.ledger().violation("two in a lock");
			}
		}
		finally {
			guard.lock.unlock();
		}
	}

	private void enterMonitor(Entry self) {
		Guard guard = this.load.guard(this.random);
		synchronized (guard.monitor) {
			boolean alone = guard.enterMonitor();
			Goroutine.yield();
			if (!guard.leaveMonitor() || !alone) {
				this.load.ledger().violation("two in a monitor");
			}
		}
	}

	private void waitForNotify(Entry self) {
		boolean[] told = { false };
		Object monitor = new Object();
		this.load.spawnUndisturbed((other) -> {
			synchronized (monitor) {
				told[0] = true;
				monitor.notifyAll();
			}
		});
		synchronized (monitor) {
			while (!told[0]) {
				try {
					monitor.wait();
				}
				catch (InterruptedException ex) {
					self.sawInterrupt();
				}
			}
		}
	}

	private void blockAnnounced(Entry self) throws Exception {
		switch (this.random.nextInt(8)) {
			case 0 -> Goroutine.blocking(() -> this.load.runProcess(self));
			case 1 -> Goroutine.blocking(() -> {
				// Parks in there, and comes back on whatever M.
				playRally(self);
				return true;
			});
			case 2, 3 -> Goroutine.blocking(() -> {
				Thread.onSpinWait();
				return true;
			});
			default -> Goroutine.blocking(this.load::readPipe);
		}
	}

	private void blockUnannounced(Entry self) throws Exception {
		this.load.readPipe();
	}

	private void burn(Entry self) {
		// Longer than a time slice now and then.
		long nanos = this.random.nextInt((this.random.nextInt(8) == 0) ? 15_000_000 : 500_000);
		long start = System.nanoTime();
		while (System.nanoTime() - start < nanos) {
			Thread.onSpinWait();
		}
	}

	private void haveChildren(Entry self) throws Exception {
		if (this.depth == MAX_DEPTH || !this.load.hasRoom()) {
			return;
		}
		List<Entry> children = new ArrayList<>();
		for (int left = this.random.nextInt(8); left >= 0; left--) {
			children.add(this.load.spawn(this.random, this.depth + 1));
		}
		CountDownLatch latch = new CountDownLatch(1);
		this.load.spawnUndisturbed((other) -> latch.countDown());
		for (Entry child : children) {
			if (child.kind == Kind.GO && this.random.nextBoolean()) {
				join(self, child);
			}
		}
		insist(self, () -> {
			latch.await();
			return true;
		});
	}

	private void join(Entry self, Entry child) throws Exception {
		try {
			insist(self, () -> child.future().get());
		}
		catch (ExecutionException | CancellationException ex) {
			// The child's entry knows.
		}
	}

	private void startVirtualThread(Entry self) throws Exception {
		if (!this.load.hasRoom()) {
			return;
		}
		Thread thread = this.load.startForeign(new Chores(this.load, this.depth + 1, this.random.split()));
		if (this.random.nextBoolean()) {
			insist(self, () -> {
				thread.join();
				return true;
			});
		}
	}

	private void fail(Entry self) throws Exception {
		switch (this.random.nextInt(6)) {
			case 0 -> throw new Exception("checked");
			case 1 -> throw new AssertionError("error");
			case 2 -> throw new OutOfMemoryError("as if");
			case 3 -> throw new LinkageError("linkage");
			case 4 -> this.load.ledger().violation("there is no end of " + recurse(1));
			default -> throw new IllegalStateException("unchecked");
		}
	}

	// It is to overflow the stack.
	@SuppressWarnings("InfiniteRecursion")
	private static int recurse(int depth) {
		return recurse(depth + 1) + depth;
	}

	private void disturb(Entry self) {
		this.load.disturb(this.random);
	}

	private void interruptSelf(Entry self) throws InterruptedException {
		self.interrupt();
		Goroutine.sleep(Duration.ZERO);
	}

	private void look(Entry self) {
		this.load.compare();
	}

	/** Tries again when interrupted, until it is done. */
	private static <T> T insist(Entry self, Callable<T> call) throws Exception {
		for (;;) {
			try {
				return call.call();
			}
			catch (InterruptedException ex) {
				self.sawInterrupt();
			}
		}
	}

	@FunctionalInterface
	private interface Chore {

		void perform(Chores chores, Entry self) throws Exception;

	}

}
