package dev.goroutine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;

import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.trace.ChromeTrace;
import dev.goroutine.internal.trace.Recording;

/**
 * What happens on each P and each M of a runtime for some time: Go's
 * {@code runtime/trace}. The file is in Chrome's trace event format, which
 * <a href="https://ui.perfetto.dev">Perfetto</a> and {@code chrome://tracing} open: a
 * track for each P and each M with the goroutines that have run there, arrows from who
 * has readied a goroutine to where it ran, marks for steals and hand-offs, and how many
 * waited in the queues.
 * <p>
 * Memory is bounded. Where more happens than fits, the trace is a row of samples of the
 * whole time; what was {@linkplain #dropped() dropped} is said in the file. It has the
 * names of goroutines, and neither stacks nor arguments. All methods may be called by any
 * thread.
 */
public final class SchedulerTrace implements AutoCloseable {

	/** The longest time that a trace may take. */
	public static final Duration MAX_DURATION = Duration.ofHours(1);

	private final Scheduler scheduler;

	private final Recording recording;

	private SchedulerTrace(Scheduler scheduler, Recording recording) {
		this.scheduler = scheduler;
		this.recording = recording;
	}

	static SchedulerTrace start(String runtime, Scheduler scheduler, Duration atMost, int capacity) {
		if (!atMost.isPositive() || atMost.compareTo(MAX_DURATION) > 0) {
			throw new IllegalArgumentException(
					"atMost must be more than zero and not more than " + MAX_DURATION + ", but is " + atMost);
		}
		Recording recording = new Recording(runtime, atMost.toNanos(), capacity);
		if (!scheduler.startTrace(recording)) {
			throw new IllegalStateException("A trace of runtime '" + runtime + "' is being recorded already");
		}
		return new SchedulerTrace(scheduler, recording);
	}

	/** Ends the recording, if that has not happened yet. */
	public void stop() {
		this.scheduler.stopTrace(this.recording);
	}

	/**
	 * Ends the recording and writes what was recorded.
	 * @param out where to, left open
	 * @throws IOException if that does
	 */
	public void writeTo(OutputStream out) throws IOException {
		Objects.requireNonNull(out, "out");
		try (InputStream in = newInputStream()) {
			in.transferTo(out);
		}
	}

	/**
	 * Ends the recording and gives what was recorded, made as it is read.
	 * @return the file, JSON in UTF-8
	 */
	public InputStream newInputStream() {
		stop();
		return ChromeTrace.open(this.recording);
	}

	/**
	 * How much there was no room for.
	 * @return events: runs, wake-ups, hand-offs and so on
	 */
	public long dropped() {
		return this.recording.dropped();
	}

	/** The same as {@link #stop()}. */
	@Override
	public void close() {
		stop();
	}

}
