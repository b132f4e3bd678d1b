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
 * A recording of what happens on each P and each M of a runtime for some time: Go's
 * {@code runtime/trace}. The file is in Chrome's trace event format, which
 * <a href="https://ui.perfetto.dev">Perfetto</a> and {@code chrome://tracing} open. It
 * has a track for each P and each M with the goroutines that have run there, arrows from
 * where a goroutine was readied to where it ran, marks for steals and hand-offs, and the
 * number of goroutines that waited in the queues.
 * <p>
 * Memory is bounded. If more happens than fits, the trace is a row of samples of the
 * whole time, and the file says how much was {@linkplain #dropped() dropped}. The file
 * has the names of goroutines, but neither stacks nor arguments. All methods may be
 * called from any thread.
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

	/** Ends the recording, if it has not ended yet: Go's {@code trace.Stop}. */
	public void stop() {
		this.scheduler.stopTrace(this.recording);
	}

	/**
	 * Ends the recording and writes what was recorded, as JSON in UTF-8.
	 * @param out the stream to write to, which is left open
	 * @throws IOException if the stream throws it
	 */
	public void writeTo(OutputStream out) throws IOException {
		Objects.requireNonNull(out, "out");
		try (InputStream in = newInputStream()) {
			in.transferTo(out);
		}
	}

	/**
	 * Ends the recording and returns what was recorded. The file is created while it is
	 * read.
	 * @return the file, JSON in UTF-8
	 */
	public InputStream newInputStream() {
		stop();
		return ChromeTrace.open(this.recording);
	}

	/**
	 * The number of events for which there was no room: runs, wake-ups, hand-offs and so
	 * on.
	 * @return the number
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
