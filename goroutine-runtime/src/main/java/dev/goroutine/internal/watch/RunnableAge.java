package dev.goroutine.internal.watch;

import java.util.Arrays;

import dev.goroutine.internal.base.QueueMarks;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The least time that the longest waiting runnable goroutine has waited, which tells that
 * goroutines starve. Sysmon looks at the queues now and then, so threads that queue
 * goroutines and run them do nothing for it. A goroutine that is moved to another queue
 * begins anew.
 */
final class RunnableAge {

	private final QueueMarks global = new QueueMarks();

	private Local[] locals = {};

	/** Since when that goroutine waits, 0 if none does. */
	private volatile long since;

	/** Looks at all queues. Called by sysmon. */
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
		// Only goroutines that were seen twice count: the others may run at once.
		this.since = (oldest != now) ? nonZero(oldest) : 0;
	}

	private static long nonZero(long time) {
		return (time != 0) ? time : 1;
	}

	/** How long that goroutine has waited. Called by any thread. */
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
