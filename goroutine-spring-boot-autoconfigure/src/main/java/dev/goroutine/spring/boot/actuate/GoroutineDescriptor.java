package dev.goroutine.spring.boot.actuate;

import java.time.Instant;
import java.util.List;

import dev.goroutine.GoroutineSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A goroutine as the {@link GoroutinesEndpoint} shows it.
 *
 * @param runtime the name of its runtime
 * @param id its id
 * @param name its name, may be empty
 * @param state {@code runnable}, {@code running}, {@code waiting} or {@code blocked}
 * @param waitReason what it waits for, or {@code null}
 * @param waitingSince since when, or {@code null}
 * @param stack its frames, innermost first
 * @param createdBy its creator, or {@code null} if that is not known
 */
public record GoroutineDescriptor(String runtime, long id, String name, String state, @Nullable String waitReason,
		@Nullable Instant waitingSince, List<String> stack,
		@Nullable CreatedByDescriptor createdBy) implements OperationResponseBody {

	static GoroutineDescriptor of(String runtime, GoroutineSnapshot goroutine) {
		return new GoroutineDescriptor(runtime, goroutine.id(), SafeText.name(goroutine.name()),
				GoroutinesQuery.lowerCase(goroutine.status()), goroutine.waitReason(), goroutine.waitingSince(),
				SafeText.stack(goroutine.stack()), CreatedByDescriptor.of(goroutine.createdBy()));
	}

	/**
	 * The creator of a goroutine.
	 *
	 * @param goroutine the id of the goroutine that has, or {@code null}
	 * @param frame where, or {@code null} without {@code -Dgoroutine.createdby=true}
	 */
	public record CreatedByDescriptor(@Nullable Long goroutine, @Nullable String frame) {

		static @Nullable CreatedByDescriptor of(GoroutineSnapshot.@Nullable CreatedBy createdBy) {
			if (createdBy == null) {
				return null;
			}
			StackTraceElement frame = createdBy.frame();
			return new CreatedByDescriptor(createdBy.goroutine(), (frame != null) ? SafeText.frame(frame) : null);
		}

	}

}
