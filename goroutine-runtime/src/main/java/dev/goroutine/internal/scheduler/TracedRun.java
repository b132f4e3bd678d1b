package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.trace.Recording;

/**
 * The facts about an M's run that the trace needs before the run ends. The M writes them
 * while a trace is recorded. The thread that stops the trace reads them for runs that go
 * on, and these runs do not change them.
 */
final class TracedRun {

	private static final long NOTHING = -1;

	/**
	 * The start of the recording that the other fields belong to. A reference would keep
	 * the recording alive for as long as the M.
	 */
	private volatile long recordingStart;

	/** The thread id of the goroutine that runs, 0 if the task is no goroutine. */
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
	 * Records a run that has ended.
	 * @param processor the P that the M has now
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
	 * Records a run that goes on when the recording ends. If the run has just begun, the
	 * fields may be those of the run before: then nothing is recorded, and nothing is
	 * missing.
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
		// Otherwise the run began before the recording did.
		boolean whole = this.recordingStart == recording.start();
		recording.run(whole ? this.processor : processor, m.id, goroutine(task), name,
				whole ? this.since : recording.start(), until, whole ? this.readyAt : 0, left);
	}

}
