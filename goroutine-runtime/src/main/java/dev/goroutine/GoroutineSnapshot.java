package dev.goroutine;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a goroutine did at one moment.
 *
 * @param id the id of the goroutine
 * @param name its name, empty if none was given
 * @param status where it was in its life
 * @param waitReason what it waited for, in Go's words if Go has any; {@code null} unless
 * the status is {@code WAITING} or {@code BLOCKED}
 * @param waitingSince when it began to wait, to a second or so: the time when it last
 * ran. If its thread blocks, the time when its P was taken away for that. {@code null}
 * unless there is a waitReason
 * @param stack its frames, innermost first, without the frames around them of the runtime
 * and of the JDK's virtual threads; empty if it has not run yet
 * @param createdBy how it was created, or {@code null} if that is not known
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
	 * @return several lines, each with a line end
	 */
	public String traceback() {
		return Traceback.of(List.of(this), Instant.now());
	}

	/**
	 * How a goroutine was created. At least one of the two components is known.
	 *
	 * @param goroutine the id of the goroutine that created it; {@code null} if it was
	 * another kind of thread, or a goroutine of another runtime
	 * @param frame the frame that called the runtime; {@code null} unless the system
	 * property {@code goroutine.createdby} is {@code true}, because it takes a walk of
	 * the stack at every start
	 */
	public record CreatedBy(@Nullable Long goroutine, @Nullable StackTraceElement frame) {
	}

}
