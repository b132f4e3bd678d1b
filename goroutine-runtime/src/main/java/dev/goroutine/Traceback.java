package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Goroutines as text, in the format of Go's tracebacks:
 *
 * <pre>
 * goroutine 18 [sync wait, 2 minutes] {name: "orders"}:
 * java.util.concurrent.locks.LockSupport.park(...)
 * 	LockSupport.java:369
 * com.example.Orders.take(...)
 * 	Orders.java:57
 * created by com.example.Orders.start in goroutine 7
 * 	Orders.java:31
 * </pre>
 *
 * The text lacks what Go knows and this runtime does not: the arguments, and by default
 * the place of creation. A name is written as Go writes the labels of a goroutine.
 */
final class Traceback {

	/** The number of frames shown at either end of a long stack, as in Go. */
	private static final int FRAMES = 50;

	/**
	 * The number of characters of a name that are shown. A name may be of any length.
	 */
	private static final int MAX_NAME = 1_000;

	private Traceback() {
	}

	static String of(List<GoroutineSnapshot> goroutines, Instant now) {
		StringBuilder text = new StringBuilder();
		for (GoroutineSnapshot goroutine : goroutines) {
			if (!text.isEmpty()) {
				text.append('\n');
			}
			append(text, goroutine, now);
		}
		return text.toString();
	}

	private static void append(StringBuilder text, GoroutineSnapshot goroutine, Instant now) {
		text.append("goroutine ").append(goroutine.id()).append(" [").append(status(goroutine));
		if (goroutine.waitingSince() != null) {
			long minutes = Duration.between(goroutine.waitingSince(), now).toMinutes();
			if (minutes >= 1) {
				text.append(", ").append(minutes).append(" minutes");
			}
		}
		text.append(']');
		if (!goroutine.name().isEmpty()) {
			text.append(" {name: ");
			quote(text, goroutine.name());
			text.append('}');
		}
		text.append(":\n");
		List<StackTraceElement> stack = goroutine.stack();
		if (stack.size() <= 2 * FRAMES) {
			append(text, stack);
		}
		else {
			append(text, stack.subList(0, FRAMES));
			text.append("...").append(stack.size() - 2 * FRAMES).append(" frames elided...\n");
			append(text, stack.subList(stack.size() - FRAMES, stack.size()));
		}
		if (goroutine.createdBy() != null) {
			append(text, goroutine.createdBy());
		}
	}

	private static String status(GoroutineSnapshot goroutine) {
		if (goroutine.waitReason() != null) {
			return goroutine.waitReason();
		}
		return switch (goroutine.status()) {
			case RUNNABLE -> "runnable";
			case RUNNING -> "running";
			case WAITING -> "waiting";
			case BLOCKED -> "syscall";
			case DEAD -> "dead";
		};
	}

	private static void append(StringBuilder text, List<StackTraceElement> frames) {
		for (StackTraceElement frame : frames) {
			text.append(frame.getClassName()).append('.').append(frame.getMethodName()).append("(...)\n");
			appendPlace(text, frame);
		}
	}

	private static void append(StringBuilder text, GoroutineSnapshot.CreatedBy createdBy) {
		text.append("created by ");
		StackTraceElement frame = createdBy.frame();
		if (frame != null) {
			text.append(frame.getClassName()).append('.').append(frame.getMethodName());
		}
		if (createdBy.goroutine() != null) {
			text.append((frame != null) ? " in " : "").append("goroutine ").append(createdBy.goroutine());
		}
		text.append('\n');
		if (frame != null) {
			appendPlace(text, frame);
		}
	}

	private static void appendPlace(StringBuilder text, StackTraceElement frame) {
		text.append('\t').append((frame.getFileName() != null) ? frame.getFileName() : "Unknown Source");
		if (frame.isNativeMethod()) {
			text.append(" (native)");
		}
		else if (frame.getLineNumber() >= 0) {
			text.append(':').append(frame.getLineNumber());
		}
		text.append('\n');
	}

	/**
	 * Quotes a name, so that it cannot look like lines of its own, nor make a terminal or
	 * a reader see something else. Go's {@code strconv.Quote} escapes the same
	 * characters.
	 */
	private static void quote(StringBuilder text, String name) {
		text.append('"');
		name.codePoints().limit(MAX_NAME).forEach((c) -> {
			if (c == '"' || c == '\\') {
				text.append('\\').append((char) c);
			}
			else if (isPrintable(c)) {
				text.appendCodePoint(c);
			}
			else {
				text.append(String.format((c <= 0xFFFF) ? "\\u%04x" : "\\U%08x", c));
			}
		});
		if (name.codePointCount(0, name.length()) > MAX_NAME) {
			text.append("...");
		}
		text.append('"');
	}

	private static boolean isPrintable(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
