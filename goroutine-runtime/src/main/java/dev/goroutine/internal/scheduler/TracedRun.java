package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.trace.Recording;

/**
 * What the trace has to know of an M's run before it ends. Written by the M while a trace
 * is recorded; who stops the trace reads it of runs that go on, and these do not change
 * it.
 */
final class TracedRun {

	private static final long NOTHING = -1;

	/**
	 * Of which recording what follows is, by its start: the recording itself would be
	 * kept for as long as the M is.
	 */
	private volatile long recordingStart;

	/** The thread id of what it is about, 0 for no goroutine. */
	private long goroutine;

	private long since;

	private int processor;

	private long readyAt;

	private boolean yields;

	void wasReadyAt(long readyAt) {
		this.readyAt = readyAt;
	}

	void begin(Recording recording, Resumable task, int processor) {
		this.goroutine = goroutine(task);
		this.yields = false;
		this.processor = processor;
		this.since = System.nanoTime();
		this.recordingStart = recording.start();
	}

	void yields() {
		this.yields = true;
	}

	/**
	 * It has run.
	 * @param processor the P that it has now
	 * @return the time
	 */
	long end(Recording recording, Machine m, Resumable task, int processor) {
		long now = System.nanoTime();
		String left = (task instanceof G<?> g && !this.yields) ? SchedulerEvents.left(g) : this.yields ? "yield" : "";
		record(recording, m, task, processor, now, left);
		this.readyAt = 0;
		this.goroutine = NOTHING;
		return now;
	}

	/**
	 * The recording ends before the run does. If it has just begun, what is known here is
	 * that of the run before, and nothing is missing.
	 */
	void goesOn(Recording recording, Machine m, Resumable task, int processor) {
		if (this.recordingStart != recording.start() || this.goroutine == goroutine(task)) {
			record(recording, m, task, processor, recording.end(), "");
		}
	}

	private static long goroutine(Resumable task) {
		return (task instanceof G<?> g) ? g.thread().threadId() : 0;
	}

	private void record(Recording recording, Machine m, Resumable task, int processor, long until, String left) {
		String name = (task instanceof G<?> g) ? g.thread().getName() : "";
		// Otherwise it began before the recording did.
		boolean whole = this.recordingStart == recording.start();
		recording.run(whole ? this.processor : processor, m.id, goroutine(task), name,
				whole ? this.since : recording.start(), until, whole ? this.readyAt : 0, left);
	}

}
