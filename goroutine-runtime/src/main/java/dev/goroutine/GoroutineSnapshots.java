package dev.goroutine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.table.Plumbing;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@link GoroutineSnapshot}s. An instance is used once.
 * <p>
 * To read the stack of a parked thread, the JDK suspends the thread for that long. If the
 * thread might have been readied meanwhile, the JDK submits it to its scheduler again. A
 * goroutine that was ready then stays where it was in the queues. If its turn came just
 * then, it goes behind the goroutines in the global queue.
 */
final class GoroutineSnapshots {

	/** How often to look again at a goroutine whose state changes meanwhile. */
	private static final int LOOKS = 3;

	/**
	 * How far below the last known own frame the next frame of this class may be.
	 */
	private static final int MAX_OWN_FRAMES = 5;

	private static final Comparator<GoroutineSnapshot> RUNNING_FIRST = Comparator
		.<GoroutineSnapshot, Boolean>comparing((goroutine) -> goroutine.status() != GoroutineStatus.RUNNING)
		.thenComparingLong(GoroutineSnapshot::id);

	private final Scheduler scheduler;

	/**
	 * One list for equal stacks, because most goroutines are at the same few places.
	 */
	private final Map<List<StackTraceElement>, List<StackTraceElement>> stacks = new HashMap<>();

	/**
	 * The goroutines that were on an M at the beginning. A parked goroutine that is not
	 * among them counts as being on no M.
	 */
	private final Map<G<?>, Machine> mounted = new HashMap<>();

	GoroutineSnapshots(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	List<GoroutineSnapshot> all(GoroutineFilter filter) {
		findMounted();
		List<G<?>> chosen = new ArrayList<>();
		this.mounted.keySet().stream().filter((g) -> matches(g, filter)).limit(filter.limit()).forEach(chosen::add);
		this.scheduler.forEachGoroutine((g) -> {
			if (chosen.size() < filter.limit() && !this.mounted.containsKey(g) && matches(g, filter)) {
				chosen.add(g);
			}
		});
		List<GoroutineSnapshot> snapshots = take(chosen);
		// The status may have changed since the goroutine was chosen.
		snapshots.removeIf((snapshot) -> filter.status() != null && snapshot.status() != filter.status());
		return snapshots;
	}

	List<GoroutineSnapshot> sample(int size) {
		findMounted();
		return take(this.scheduler.sample(size));
	}

	private List<GoroutineSnapshot> take(List<G<?>> chosen) {
		List<GoroutineSnapshot> snapshots = new ArrayList<>(chosen.size());
		for (G<?> g : chosen) {
			GoroutineSnapshot snapshot = take(g);
			if (snapshot != null) {
				snapshots.add(snapshot);
			}
		}
		snapshots.sort(RUNNING_FIRST);
		return snapshots;
	}

	/** Returns {@code null} if no goroutine with the id is alive. */
	@Nullable GoroutineSnapshot one(long id) {
		G<?> g = find(this.scheduler, id);
		if (g == null) {
			return null;
		}
		findMounted();
		return take(g);
	}

	/** Returns the goroutine with the id, {@code null} if none is alive. */
	static @Nullable G<?> find(Scheduler scheduler, long id) {
		List<G<?>> found = new ArrayList<>(1);
		scheduler.forEachGoroutine((g) -> {
			if (g.thread().threadId() == id) {
				found.add(g);
			}
		});
		return found.isEmpty() ? null : found.getFirst();
	}

	private void findMounted() {
		for (Machine m : this.scheduler.machines()) {
			G<?> g = m.current();
			if (g != null) {
				this.mounted.put(g, m);
			}
		}
	}

	/** Checks what is known without the stack, which is slow to read. */
	private boolean matches(G<?> g, GoroutineFilter filter) {
		Thread thread = g.thread();
		return (filter.name() == null || thread.getName().contains(filter.name()))
				&& (filter.status() == null || status(g, thread.getState()) == filter.status());
	}

	/** Returns {@code null} if the goroutine has ended. */
	private @Nullable GoroutineSnapshot take(G<?> g) {
		Thread thread = g.thread();
		Thread.State state;
		Object blocker;
		List<StackTraceElement> stack;
		int looks = 0;
		do {
			state = thread.getState();
			blocker = LockSupport.getBlocker(thread);
			stack = List.of(thread.getStackTrace());
		}
		while (thread.getState() != state && ++looks < LOOKS);
		GoroutineStatus status = status(g, state);
		String waitReason = waitReason(status, state, blocker, stack);
		Instant waitingSince = (waitReason != null) ? Instant.now().minusSeconds(g.secondsSinceRun()) : null;
		GoroutineSnapshot.CreatedBy createdBy = createdBy(g);
		// This is checked last, because the goroutine may have ended at any time before.
		if (g.isDead()) {
			return null;
		}
		return new GoroutineSnapshot(thread.threadId(), thread.getName(), status, waitReason, waitingSince,
				shared(visible(stack)), createdBy);
	}

	private GoroutineStatus status(G<?> g, Thread.State state) {
		boolean parked = state != Thread.State.RUNNABLE && state != Thread.State.NEW;
		Machine machine = this.mounted.get(g);
		// A walk through all Ms is slow. It is needed only if the goroutine has left its
		// M, or was on none and is not parked.
		if ((machine != null) ? machine.current() != g : !parked) {
			machine = g.machine();
		}
		if (machine != null) {
			return machine.isBlocked() ? GoroutineStatus.BLOCKED : GoroutineStatus.RUNNING;
		}
		return parked ? GoroutineStatus.WAITING : GoroutineStatus.RUNNABLE;
	}

	/** Initializes what snapshots need. */
	static void prepare() {
		waitReason(GoroutineStatus.DEAD, Thread.State.NEW, null, List.of());
		Plumbing.ofWait("");
		GoroutineFilter.ALL.limit();
		SchedulerSnapshot.MachineStatus.IDLE.name();
		new GoroutineSnapshot(0, "", GoroutineStatus.DEAD, null, null, List.of(), null).traceback();
	}

	private static @Nullable String waitReason(GoroutineStatus status, Thread.State state, @Nullable Object blocker,
			List<StackTraceElement> stack) {
		return switch (status) {
			case WAITING -> WaitPlaces.reason(state, blocker, stack);
			// The goroutine may have parked where it cannot leave its OS thread.
			case BLOCKED ->
				(state == Thread.State.RUNNABLE) ? WaitPlaces.BLOCKED : WaitPlaces.reason(state, blocker, stack);
			case RUNNABLE, RUNNING, DEAD -> null;
		};
	}

	private static GoroutineSnapshot.@Nullable CreatedBy createdBy(G<?> g) {
		long creator = g.creatorId();
		StackTraceElement frame = g.createdAt();
		return (creator != 0 || frame != null) ? new GoroutineSnapshot.CreatedBy((creator != 0) ? creator : null, frame)
				: null;
	}

	/** Removes the frames at either end that are not the user's. */
	static List<StackTraceElement> visible(List<StackTraceElement> stack) {
		int from = 0;
		int to = stack.size();
		while (from < to && Plumbing.ofTop(stack.get(from).getClassName())) {
			from++;
		}
		while (from < to && Plumbing.ofBottom(stack.get(to - 1).getClassName())) {
			to--;
		}
		// The stack of the calling goroutine begins with frames of this class.
		for (int i = from; i < to && i < from + MAX_OWN_FRAMES; i++) {
			if (stack.get(i).getClassName().equals(GoroutineSnapshots.class.getName())) {
				from = i + 1;
			}
		}
		while (from < to && stack.get(from).getClassName().equals(GoRuntime.class.getName())) {
			from++;
		}
		return stack.subList(from, to);
	}

	private List<StackTraceElement> shared(List<StackTraceElement> stack) {
		List<StackTraceElement> known = this.stacks.get(stack);
		if (known == null) {
			known = List.copyOf(stack);
			this.stacks.put(known, known);
		}
		return known;
	}

}
