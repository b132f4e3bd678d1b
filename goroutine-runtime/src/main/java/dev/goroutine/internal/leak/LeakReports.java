package dev.goroutine.internal.leak;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.goroutine.internal.table.Parked;
import dev.goroutine.internal.table.WaitPlace;
import org.jspecify.annotations.Nullable;

/**
 * Logs goroutines that have leaked, with a line for each as long as they are few. The
 * collector finds many at a time, and then a last line says how many more there were.
 * Belongs to one thread, which may log because nobody waits for it.
 */
final class LeakReports {

	private static final Logger logger = System.getLogger("dev.goroutine");

	private static final int LINES_PER_MINUTE = 10;

	private static final long MINUTE = 60_000_000_000L;

	/** By then, everything that the collector has found at the same time has come. */
	private static final long SUMMARY_DELAY_NANOS = 1_000_000_000;

	private final String runtime;

	private int lines = LINES_PER_MINUTE;

	/** The beginning of the minute that {@link #lines} is for. */
	private long minute = System.nanoTime();

	private long summarizedAt = this.minute - MINUTE;

	private long total;

	/** Number of leaked goroutines that no line has told of. */
	private long untold;

	/** Since when there are such goroutines. */
	private long untoldSince;

	LeakReports(String runtime) {
		this.runtime = runtime;
	}

	/**
	 * Reports a goroutine.
	 * @param waited how long it has waited, in seconds
	 * @param creator the id of the goroutine that has created it, or 0
	 * @param site where it was created, or {@code null}
	 * @param total the number of goroutines that have leaked, with this one
	 */
	void leaked(Parked parked, int waited, long creator, @Nullable StackTraceElement site, long total) {
		this.total = total;
		long now = System.nanoTime();
		if (now - this.minute >= MINUTE) {
			this.minute = now;
			this.lines = LINES_PER_MINUTE;
		}
		if (this.lines > 0) {
			this.lines--;
			log(line(parked, waited, creator, site));
		}
		else if (this.untold++ == 0) {
			this.untoldSince = now;
		}
	}

	/**
	 * The time until the summary is due.
	 * @return nanoseconds, {@link Long#MAX_VALUE} if there is nothing to tell
	 */
	long dueIn(long now) {
		return (this.untold == 0) ? Long.MAX_VALUE
				: Math.max(this.untoldSince + SUMMARY_DELAY_NANOS - now, this.summarizedAt + MINUTE - now);
	}

	void summarizeIfDue(long now) {
		if (dueIn(now) <= 0) {
			this.summarizedAt = now;
			summarize();
		}
	}

	void summarize() {
		if (this.untold > 0) {
			log(this.untold + " more goroutines have leaked, " + this.total + " in total");
			this.untold = 0;
		}
	}

	private void log(String message) {
		logger.log(Level.WARNING, "Runtime '" + this.runtime + "': " + message);
	}

	/** The line for a goroutine, in the words of Go's tracebacks. */
	private static String line(Parked parked, int waited, long creator, @Nullable StackTraceElement site) {
		StringBuilder line = new StringBuilder("goroutine ").append(parked.id);
		String name = parked.name;
		if (name != null && !name.isEmpty()) {
			// A name must not be able to look like lines of its own.
			line.append(" \"").append(name.replaceAll("\\p{Cntrl}", "?")).append('"');
		}
		WaitPlace place = parked.place;
		line.append(" has leaked, nothing can wake it any more: ")
			.append(place.reason())
			.append(" for ")
			.append(waited)
			.append(" s");
		if (place.frame() != null) {
			append(line.append(" at "), place.frame());
		}
		if (creator != 0 || site != null) {
			line.append(", created by ");
			if (site != null) {
				append(line, site);
			}
			if (creator != 0) {
				line.append((site != null) ? " in " : "").append("goroutine ").append(creator);
			}
		}
		return line.toString();
	}

	private static void append(StringBuilder line, StackTraceElement frame) {
		line.append(frame.getClassName())
			.append('.')
			.append(frame.getMethodName())
			.append('(')
			.append((frame.getFileName() != null) ? frame.getFileName() : "Unknown Source");
		if (frame.getLineNumber() >= 0) {
			line.append(':').append(frame.getLineNumber());
		}
		line.append(')');
	}

}
