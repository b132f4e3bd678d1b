package dev.goroutine.internal.table;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.GoRuntime;
import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.scheduler.Unwatched;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GoroutineTableTests {

	private final Scheduler scheduler = new Scheduler("test", 1, 1, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

	private final GoroutineTable table = new GoroutineTable();

	@Test
	void showsWhatIsInItAndReusesSlots() {
		Map<Integer, G<?>> slots = new HashMap<>();
		List<G<?>> all = new ArrayList<>();
		for (int i = 0; i < 5_000; i++) {
			G<?> g = goroutine();
			all.add(g);
			assertThat(slots.put(this.table.add(g, null, null), g)).isNull();
		}
		assertThat(contents()).containsExactlyInAnyOrderElementsOf(all);
		slots.forEach((slot, g) -> assertThat(this.table.remove(slot, g)).isTrue());
		assertThat(contents()).isEmpty();
		Set<Integer> again = new HashSet<>();
		for (G<?> g : all) {
			again.add(this.table.add(g, null, null));
		}
		assertThat(again).isEqualTo(slots.keySet());
	}

	/**
	 * One adds, two remove: no slot is given out twice at a time, and none is lost.
	 */
	@Test
	void manyRemoveWhileOneAdds() throws Exception {
		BlockingQueue<Integer> live = new ArrayBlockingQueue<>(100);
		Set<Integer> taken = ConcurrentHashMap.newKeySet();
		G<?> g = goroutine();
		List<Thread> removers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			removers.add(Thread.ofPlatform().start(() -> {
				try {
					for (int slot; (slot = live.take()) >= 0;) {
						taken.remove(slot);
						this.table.remove(slot, g);
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
		}
		int highest = 0;
		for (int i = 0; i < 500_000; i++) {
			int slot = this.table.add(g, null, null);
			assertThat(taken.add(slot)).as("given out twice: " + slot).isTrue();
			highest = Math.max(highest, slot);
			live.put(slot);
		}
		live.put(-1);
		live.put(-1);
		for (Thread remover : removers) {
			remover.join();
		}
		assertThat(contents()).isEmpty();
		assertThat(highest).as("as many slots as were ever live, and those on their way back").isLessThan(1_000);
	}

	/** Whoever removes it, once is enough: its slot may be another's by then. */
	@Test
	void oneThatIsParkedIsRemovedOnce() throws Exception {
		try (GoRuntime runtime = GoRuntime.create()) {
			G<?> g = (G<?>) runtime.go(() -> {
			});
			for (boolean ends : new boolean[] { true, false }) {
				int slot = this.table.add(g, null, null);
				Parked parked = new Parked(g, 0, new ReferenceQueue<>(), this.table, slot, "",
						new WaitPlace("park", null));
				this.table.replace(slot, g, parked);
				assertThat(contents()).containsExactly(g);
				assertThat(ends ? this.table.remove(slot, g) : this.table.remove(parked)).isTrue();
				G<?> next = goroutine();
				assertThat(this.table.add(next, null, null)).isEqualTo(slot);
				assertThat(this.table.remove(slot, g)).isFalse();
				assertThat(this.table.remove(parked)).isFalse();
				assertThat(contents()).containsExactly(next);
				assertThat(this.table.remove(slot, next)).isTrue();
			}
		}
	}

	@Test
	void knowsWhoCreatedAGoroutine() throws Exception {
		try (GoRuntime runtime = GoRuntime.create()) {
			G<?> creator = (G<?>) runtime.go(() -> {
			});
			int none = this.table.add(goroutine(), null, null);
			int slot = this.table.add(goroutine(), creator, null);
			assertThat(this.table.creator(none)).isZero();
			assertThat(this.table.creator(slot)).isEqualTo((int) creator.thread().threadId());
			G<?> other = goroutine();
			this.table.remove(slot, Objects.requireNonNull(slots().get(slot)));
			assertThat(this.table.add(other, null, null)).isEqualTo(slot);
			assertThat(this.table.creator(slot)).as("of another one").isZero();
		}
	}

	@Test
	void showsSlots() {
		Map<Integer, G<?>> added = new HashMap<>();
		for (int i = 0; i < 2_000; i++) {
			G<?> g = goroutine();
			added.put(this.table.add(g, null, null), g);
		}
		assertThat(slots()).isEqualTo(added);
	}

	private Map<Integer, Listed> slots() {
		Map<Integer, Listed> slots = new HashMap<>();
		this.table.forEachSlot((slot, entry) -> slots.put(slot, GoroutineTable.goroutine(entry)));
		return slots;
	}

	private Set<Listed> contents() {
		Set<Listed> contents = Collections.newSetFromMap(new IdentityHashMap<>());
		this.table.forEach(contents::add);
		return contents;
	}

	private G<?> goroutine() {
		return new G<>(this.scheduler, () -> "") {
		};
	}

}
