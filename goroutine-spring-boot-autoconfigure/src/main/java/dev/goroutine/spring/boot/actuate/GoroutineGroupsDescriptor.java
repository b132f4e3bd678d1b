package dev.goroutine.spring.boot.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.GoroutineStatus;
import org.jspecify.annotations.Nullable;

/**
 * The goroutines of one runtime as the {@link GoroutinesEndpoint} shows them.
 *
 * @param alive how many there are in all
 * @param shown how many were looked at, the sum of the counts
 * @param truncated whether more goroutines match than were looked at
 * @param groups groups of goroutines that do the same, the largest first
 */
public record GoroutineGroupsDescriptor(long alive, int shown, boolean truncated, List<GroupDescriptor> groups) {

	static GoroutineGroupsDescriptor of(GoRuntime runtime, GoroutinesQuery query) {
		GoroutinesQuery.Result result = query.run(runtime);
		Map<Key, Group> groups = new LinkedHashMap<>();
		for (GoroutineSnapshot goroutine : result.goroutines()) {
			groups.computeIfAbsent(Key.of(goroutine), (key) -> new Group()).add(goroutine);
		}
		List<GroupDescriptor> descriptors = new ArrayList<>(groups.size());
		groups.forEach((key, group) -> descriptors.add(group.describe(key)));
		descriptors.sort(Comparator.comparingInt(GroupDescriptor::count).reversed());
		return new GoroutineGroupsDescriptor(runtime.snapshot().goroutines().alive(), result.goroutines().size(),
				result.truncated(), descriptors);
	}

	/**
	 * Goroutines that do the same.
	 *
	 * @param count how many
	 * @param state {@code runnable}, {@code running}, {@code waiting} or {@code blocked}
	 * @param waitReason what they wait for, or {@code null}
	 * @param waitingSince since when the goroutine with the longest wait does, or
	 * {@code null}
	 * @param ids the ids of some of them
	 * @param names the names that some of them have
	 * @param stack their frames, innermost first
	 * @param createdBy where they were created, or {@code null} without
	 * {@code -Dgoroutine.createdby=true}
	 */
	public record GroupDescriptor(int count, String state, @Nullable String waitReason, @Nullable Instant waitingSince,
			List<Long> ids, List<String> names, List<String> stack, @Nullable String createdBy) {

	}

	/**
	 * What makes goroutines equal.
	 */
	private record Key(GoroutineStatus status, @Nullable String waitReason, List<StackTraceElement> stack,
			@Nullable StackTraceElement createdAt) {

		static Key of(GoroutineSnapshot goroutine) {
			GoroutineSnapshot.CreatedBy createdBy = goroutine.createdBy();
			return new Key(goroutine.status(), goroutine.waitReason(), goroutine.stack(),
					(createdBy != null) ? createdBy.frame() : null);
		}

	}

	/**
	 * A group while it grows.
	 */
	private static final class Group {

		/** The number of examples, no more for a million goroutines than for ten. */
		private static final int EXAMPLES = 10;

		private final List<Long> ids = new ArrayList<>();

		private final List<String> names = new ArrayList<>();

		private int count;

		private @Nullable Instant waitingSince;

		void add(GoroutineSnapshot goroutine) {
			this.count++;
			if (this.ids.size() < EXAMPLES) {
				this.ids.add(goroutine.id());
			}
			if (!goroutine.name().isEmpty() && this.names.size() < EXAMPLES) {
				String name = SafeText.name(goroutine.name());
				if (!this.names.contains(name)) {
					this.names.add(name);
				}
			}
			Instant since = goroutine.waitingSince();
			if (since != null && (this.waitingSince == null || since.isBefore(this.waitingSince))) {
				this.waitingSince = since;
			}
		}

		GroupDescriptor describe(Key key) {
			return new GroupDescriptor(this.count, GoroutinesQuery.lowerCase(key.status()), key.waitReason(),
					this.waitingSince, this.ids, this.names, SafeText.stack(key.stack()),
					(key.createdAt() != null) ? SafeText.frame(key.createdAt()) : null);
		}

	}

}
