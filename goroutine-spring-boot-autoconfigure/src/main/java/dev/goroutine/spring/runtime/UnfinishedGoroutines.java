package dev.goroutine.spring.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.goroutine.GoroutineSnapshot;

/**
 * Tells of goroutines that have not ended: which they are and where they stand.
 */
final class UnfinishedGoroutines {

	/** Nobody reads more lines of a log. */
	private static final int MAX_LINES = 20;

	private UnfinishedGoroutines() {
	}

	/** Returns a line for each goroutine, with its innermost frame outside of the JDK. */
	static String describe(List<GoroutineSnapshot> goroutines) {
		String lines = goroutines.stream()
			.limit(MAX_LINES)
			.map(UnfinishedGoroutines::line)
			.collect(Collectors.joining());
		int more = goroutines.size() - MAX_LINES;
		return (more > 0) ? lines + System.lineSeparator() + "  and " + more + " more" : lines;
	}

	private static String line(GoroutineSnapshot goroutine) {
		StringBuilder line = new StringBuilder(System.lineSeparator()).append("  goroutine ").append(goroutine.id());
		if (!goroutine.name().isEmpty()) {
			line.append(" '").append(goroutine.name()).append("'");
		}
		String waitReason = goroutine.waitReason();
		line.append(" [")
			.append((waitReason != null) ? waitReason : goroutine.status().name().toLowerCase(Locale.ROOT))
			.append("]");
		goroutine.stack()
			.stream()
			.filter((frame) -> !isOfJdk(frame))
			.findFirst()
			.or(() -> goroutine.stack().stream().findFirst())
			.ifPresent((frame) -> line.append(" at ").append(frame));
		return line.toString();
	}

	private static boolean isOfJdk(StackTraceElement frame) {
		String module = frame.getModuleName();
		return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
	}

}
