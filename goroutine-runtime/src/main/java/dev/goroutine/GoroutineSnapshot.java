package dev.goroutine;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a goroutine did at one moment.
 *
 * @param id its id
 * @param name its name, empty if it was given none
 * @param status where it was in its life
 * @param waitReason what it waited for, in Go's words where Go has one; {@code null}
 * unless the status is {@code WAITING} or {@code BLOCKED}
 * @param waitingSince since when, to a second or so: when it last ran, or if its thread
 * is blocked when its P was taken away for that; {@code null} unless there is a
 * waitReason
 * @param stack its frames, innermost first, without those of the runtime and of the JDK's
 * virtual threads around it; empty if it has not run yet
 * @param createdBy who has created it, or {@code null} if that is not known
 */
public record GoroutineSnapshot(long id, String name, GoroutineStatus status, @Nullable String waitReason,
		@Nullable Instant waitingSince, List<StackTraceElement> stack, @Nullable CreatedBy createdBy) {

	/** Copies the stack. */
	public GoroutineSnapshot {
		stack = List.copyOf(stack);
	}

	/**
	 * This goroutine as text, in the format of Go's tracebacks, see
	 * {@link GoRuntime#dump()}.
	 * @return some lines, each with its end
	 */
	public String traceback() {
		return Traceback.of(List.of(this), Instant.now());
	}

	/**
	 * Who has created a goroutine. At least one of the two is known.
	 *
	 * @param goroutine the id of the goroutine that has, {@code null} if it was another
	 * kind of thread, or a goroutine of another runtime
	 * @param frame the frame that has called the runtime; {@code null} unless the system
	 * property {@code goroutine.createdby} is {@code true}, because it takes a walk of
	 * the stack at every start
	 */
	public record CreatedBy(@Nullable Long goroutine, @Nullable StackTraceElement frame) {
	}

}
