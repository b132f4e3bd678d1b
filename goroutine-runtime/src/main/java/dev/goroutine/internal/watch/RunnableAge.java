package dev.goroutine.internal.watch;

import java.util.Arrays;

import dev.goroutine.internal.base.QueueMarks;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How long the goroutine that has been runnable longest has waited at least: what tells
 * that goroutines starve. Sysmon looks at the queues now and then, so those who queue
 * goroutines and run them do nothing for it. A goroutine that is moved to another queue
 * begins anew.
 */
final class RunnableAge {

	private final QueueMarks global = new QueueMarks();

	private Local[] locals = {};

	/** Since when it waits, 0 if none does. */
	private volatile long since;

	/** Called by sysmon. */
	void look(Scheduler scheduler, long now) {
		long oldest = this.global.look(now, scheduler.global.head(), scheduler.global.tail());
		int count = scheduler.processors.known();
		if (count > this.locals.length) {
			int known = this.locals.length;
			Local[] grown = Arrays.copyOf(this.locals, count);
			Arrays.setAll(grown, (i) -> (i < known) ? grown[i] : new Local());
			this.locals = grown;
		}
		for (int i = 0; i < count; i++) {
			long candidate = this.locals[i].look(now, scheduler.processors.get(i));
			if (candidate - oldest < 0) {
				oldest = candidate;
			}
		}
		// Only what has been seen twice: who is seen once may be run at once.
		this.since = (oldest != now) ? nonZero(oldest) : 0;
	}

	private static long nonZero(long time) {
		return (time != 0) ? time : 1;
	}

	/** Called by anybody. */
	long nanos(long now) {
		long since = this.since;
		return (since != 0) ? Math.max(now - since, 0) : 0;
	}

	/** The queue and the next slot of a P. */
	private static final class Local {

		private final QueueMarks queue = new QueueMarks();

		private @Nullable Object next;

		private long ticks;

		private long nextSince;

		long look(long now, Processor p) {
			long head = this.queue.look(now, p.queue.head(), p.queue.tail());
			Object next = p.queue.next();
			long ticks = p.ticks();
			// Goroutines that ready each other in turn are in the slot again and again,
			// but then there is a tick every few times.
			if (next != this.next || ticks != this.ticks) {
				this.next = next;
				this.ticks = ticks;
				this.nextSince = now;
			}
			return (next != null && this.nextSince - head < 0) ? this.nextSince : head;
		}

	}

}
