package dev.goroutine.internal.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Puts the events of a recording into tracks. A run is one slice of its M, and one of its
 * P for as long as it had that P: hand-offs in between cut it. Clocks are read by
 * different threads, before or after what they time. So two slices of a track may overlap
 * by some microseconds, and then the first one is cut.
 */
final class Tracks {

	private final Recording recording;

	private final Map<Long, List<Slice>> byMachine = new TreeMap<>();

	private final Map<Integer, List<Slice>> byProcessor = new TreeMap<>();

	private final List<Arrow> arrows = new ArrayList<>();

	private final List<Integer> marks = new ArrayList<>();

	private final SortedSet<Long> machineIds = new TreeSet<>();

	private final SortedSet<Long> processorIds = new TreeSet<>();

	Tracks(Recording recording) {
		this.recording = recording;
		Map<Long, List<Integer>> cuts = new HashMap<>();
		List<Integer> wakes = new ArrayList<>();
		recording.forEach((row) -> {
			switch (recording.kind(row)) {
				case RUN -> machine(recording.machine(row)).add(new Slice(row, recording.at(row), recording.a(row),
						recording.machine(row), recording.processor(row)));
				case WAKE -> wakes.add(row);
				case REGAIN -> cuts.computeIfAbsent(recording.machine(row), (m) -> new ArrayList<>()).add(row);
				case HANDOFF -> {
					cuts.computeIfAbsent(recording.machine(row), (m) -> new ArrayList<>()).add(row);
					this.marks.add(row);
				}
				default -> this.marks.add(row);
			}
			note(recording.machine(row), recording.processor(row));
		});
		this.byMachine.values().forEach(Tracks::separate);
		this.byMachine.forEach((m, slices) -> cut(slices, cuts.getOrDefault(m, new ArrayList<>())));
		this.byProcessor.values().forEach(Tracks::separate);
		connect(wakes);
	}

	private void note(long machine, int processor) {
		if (machine != Recording.NONE) {
			this.machineIds.add(machine);
		}
		if (processor != Recording.NONE) {
			this.processorIds.add((long) processor);
		}
	}

	private List<Slice> machine(long id) {
		return this.byMachine.computeIfAbsent(id, (m) -> new ArrayList<>());
	}

	/**
	 * Sorts the slices, and cuts those that overlap. A run that was recorded twice stays
	 * once.
	 */
	private static void separate(List<Slice> slices) {
		slices.sort(Comparator.comparingLong(Slice::from).thenComparing(Slice::to, Comparator.reverseOrder()));
		List<Slice> separate = new ArrayList<>(slices.size());
		for (Slice slice : slices) {
			Slice before = separate.isEmpty() ? null : separate.getLast();
			if (before != null && before.from() == slice.from()) {
				continue;
			}
			if (before != null && before.to() > slice.from()) {
				separate.set(separate.size() - 1, before.until(slice.from()));
			}
			separate.add(slice);
		}
		slices.clear();
		slices.addAll(separate);
	}

	/** Finds which parts of the runs of one M were on which P. */
	private void cut(List<Slice> runs, List<Integer> cuts) {
		Recording r = this.recording;
		cuts.sort(Comparator.comparingLong(r::at));
		int next = 0;
		for (Slice run : runs) {
			while (next < cuts.size() && r.at(cuts.get(next)) < run.from()) {
				next++;
			}
			int processor = run.processor();
			long from = run.from();
			for (; next < cuts.size() && r.at(cuts.get(next)) <= run.to(); next++) {
				int row = cuts.get(next);
				boolean lost = r.kind(row) == Recording.Kind.HANDOFF;
				if (lost && processor != r.processor(row)) {
					continue;
				}
				addPart(run, processor, from, r.at(row));
				processor = lost ? Recording.NONE : r.processor(row);
				from = r.at(row);
			}
			addPart(run, processor, from, run.to());
		}
	}

	private void addPart(Slice run, int processor, long from, long to) {
		if (processor != Recording.NONE) {
			this.byProcessor.computeIfAbsent(processor, (p) -> new ArrayList<>())
				.add(new Slice(run.row(), from, to, run.machine(), processor));
		}
	}

	/**
	 * Makes an arrow of each wake-up whose two runs are there, the waker's and the woken
	 * one's.
	 */
	private void connect(List<Integer> wakes) {
		Map<Wake, Slice> woken = new HashMap<>();
		for (List<Slice> slices : this.byMachine.values()) {
			for (Slice slice : slices) {
				woken.put(new Wake(this.recording.goroutine(slice.row()), this.recording.b(slice.row())), slice);
			}
		}
		for (int row : wakes) {
			long at = this.recording.at(row);
			Slice to = woken.get(new Wake(this.recording.goroutine(row), at));
			Slice from = find(this.recording.machine(row), at);
			if (to != null && from != null && at <= to.from()) {
				this.arrows.add(new Arrow(this.arrows.size() + 1, from.machine(), at, to.machine(), to.from()));
			}
		}
	}

	/** The run of that M at that time. */
	private @Nullable Slice find(long machine, long at) {
		List<Slice> slices = this.byMachine.getOrDefault(machine, List.of());
		int low = 0;
		int high = slices.size() - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			Slice slice = slices.get(middle);
			if (slice.from() > at) {
				high = middle - 1;
			}
			else if (slice.to() < at) {
				low = middle + 1;
			}
			else {
				return slice;
			}
		}
		return null;
	}

	List<Slice> machines() {
		return this.byMachine.values().stream().flatMap(List::stream).toList();
	}

	List<Slice> processors() {
		return this.byProcessor.values().stream().flatMap(List::stream).toList();
	}

	List<Arrow> arrows() {
		return this.arrows;
	}

	/** Rows that are neither slices nor arrows. */
	List<Integer> marks() {
		return this.marks;
	}

	SortedSet<Long> machineIds() {
		return this.machineIds;
	}

	SortedSet<Long> processorIds() {
		return this.processorIds;
	}

	/** A run, or a part of it, on a track. */
	record Slice(int row, long from, long to, long machine, int processor) {

		Slice until(long to) {
			return new Slice(this.row, this.from, to, this.machine, this.processor);
		}

	}

	/** An arrow from the M of the waker to the M of the woken goroutine. */
	record Arrow(int id, long waker, long at, long woken, long ran) {

	}

	/** The key of a wake-up: a goroutine becomes ready once at a time. */
	private record Wake(long goroutine, long at) {

	}

}
