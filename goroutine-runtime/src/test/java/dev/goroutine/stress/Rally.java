package dev.goroutine.stress;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Two goroutines that park and unpark each other in turn. A wake-up that is lost leaves
 * both parked for ever.
 */
final class Rally {

	private final AtomicReferenceArray<Thread> players = new AtomicReferenceArray<>(2);

	private volatile int turn;

	/**
	 * Plays to the end, interrupted or not.
	 * @param self the entry of the calling goroutine
	 * @param side 0 for who begins, 1 for the other
	 * @param rounds how often it is each side's turn
	 */
	void play(Entry self, int side, int rounds) {
		this.players.set(side, Thread.currentThread());
		for (int round = 0; round < rounds; round++) {
			while (this.turn != 2 * round + side) {
				LockSupport.park(this);
				if (Thread.interrupted()) {
					self.sawInterrupt();
				}
			}
			this.turn = 2 * round + side + 1;
			LockSupport.unpark(this.players.get(1 - side));
		}
	}

}
