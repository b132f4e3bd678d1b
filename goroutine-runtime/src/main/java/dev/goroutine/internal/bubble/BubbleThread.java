package dev.goroutine.internal.bubble;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.Carrier;
import dev.goroutine.internal.timer.SteppedTimerQueue;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a bubble, its M and its P in one. It gives time and chance to the
 * goroutines that it carries and to the timers that it fires.
 */
final class BubbleThread extends Carrier {

	/**
	 * Others go first one in so many times, where a call into the runtime begins and
	 * where it ends: at about a quarter of the calls.
	 */
	private static final int PREEMPTION = 8;

	final RandomGenerator random;

	final SteppedTimerQueue timers;

	private @Nullable Runnable loop;

	BubbleThread(ThreadGroup group, long seed) {
		super(group, "go-bubble");
		this.random = new SplittableRandom(seed);
		this.timers = new SteppedTimerQueue(this.random);
		Caller.letCallersYieldFirst();
	}

	void start(Runnable loop) {
		this.loop = loop;
		start();
	}

	@Override
	public void run() {
		// There is one P, so spinning is in vain.
		spinningIsVain(true);
		if (this.loop != null) {
			this.loop.run();
		}
	}

	@Override
	protected boolean letsOthersGoFirst() {
		return isPreempted();
	}

	@Override
	protected boolean isPreempted() {
		return this.random.nextInt(PREEMPTION) == 0;
	}

	@Override
	protected TimerQueue timers() {
		return this.timers;
	}

	@Override
	protected RandomGenerator random() {
		return this.random;
	}

}
