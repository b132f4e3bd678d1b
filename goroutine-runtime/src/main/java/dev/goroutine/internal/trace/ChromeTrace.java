package dev.goroutine.internal.trace;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Writes a {@link Recording} in Chrome's trace event format, which Perfetto and
 * {@code chrome://tracing} open. The slices of one track never overlap, and an arrow is
 * there only with both its ends, whatever was dropped.
 */
public final class ChromeTrace {

	/** The groups of the tracks of Ps and of Ms. Chrome calls a group a process. */
	private static final int PROCESSORS = 1;

	private static final int MACHINES = 2;

	/** Track 0 is the idle thread to Perfetto, and tracks of two groups must differ. */
	private static final long FIRST_PROCESSOR = 1;

	private static final long FIRST_MACHINE = 10_001;

	private static final long NANOS_PER_MICRO = 1_000;

	private final Recording recording;

	private final Tracks tracks;

	private ChromeTrace(Recording recording) {
		this.recording = recording;
		this.tracks = new Tracks(recording);
	}

	/**
	 * Opens the file, which is made as it is read.
	 * @param recording a recording that was stopped
	 * @return JSON in UTF-8
	 */
	public static InputStream open(Recording recording) {
		return new Chunks(new ChromeTrace(recording).json().iterator());
	}

	private Stream<String> json() {
		Stream<String> events = concat(names(), this.tracks.processors().stream().map(this::processorSlice),
				this.tracks.machines().stream().map(this::machineSlice), this.tracks.arrows().stream().map(this::arrow),
				this.tracks.marks().stream().map(this::mark));
		// The last event is a name too, so that each event before it has its comma.
		return concat(Stream.of("{\"displayTimeUnit\":\"ns\",\"otherData\":" + otherData() + ",\"traceEvents\":[\n"),
				events.map((event) -> event + ",\n"), Stream.of(groupName(MACHINES, "Ms of "), "\n]}\n"));
	}

	@SafeVarargs
	private static Stream<String> concat(Stream<String>... parts) {
		Stream<String> all = Stream.empty();
		for (Stream<String> part : parts) {
			all = Stream.concat(all, part);
		}
		return all;
	}

	private String otherData() {
		long millis = (this.recording.end() - this.recording.start) / 1_000_000;
		return "{\"runtime\":" + quote(this.recording.runtime) + ",\"startedAt\":\"" + this.recording.startedAt
				+ "\",\"durationMillis\":" + millis + ",\"recordedEvents\":" + this.recording.size()
				+ ",\"droppedEvents\":" + this.recording.dropped() + "}";
	}

	private Stream<String> names() {
		return concat(Stream.of(groupName(PROCESSORS, "Ps of ")),
				this.tracks.processorIds().stream().flatMap((p) -> trackName(PROCESSORS, FIRST_PROCESSOR, "P", p)),
				this.tracks.machineIds().stream().flatMap((m) -> trackName(MACHINES, FIRST_MACHINE, "M", m)));
	}

	private String groupName(int group, String what) {
		return "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":" + group + ",\"args\":{\"name\":"
				+ quote(what + this.recording.runtime) + "}}";
	}

	private static Stream<String> trackName(int group, long first, String letter, long id) {
		String track = "\"pid\":" + group + ",\"tid\":" + (first + id);
		return Stream.of(
				"{\"ph\":\"M\",\"name\":\"thread_name\"," + track + ",\"args\":{\"name\":\"" + letter + id + "\"}}",
				"{\"ph\":\"M\",\"name\":\"thread_sort_index\"," + track + ",\"args\":{\"sort_index\":" + id + "}}");
	}

	private String processorSlice(Tracks.Slice slice) {
		return slice(slice, PROCESSORS, FIRST_PROCESSOR + slice.processor(), "\"machine\":" + slice.machine());
	}

	private String machineSlice(Tracks.Slice slice) {
		return slice(slice, MACHINES, FIRST_MACHINE + slice.machine(), "\"processor\":" + slice.processor());
	}

	private String slice(Tracks.Slice slice, int group, long track, String where) {
		int row = slice.row();
		long goroutine = this.recording.goroutine(row);
		String name = this.recording.text(row);
		String label = (goroutine == 0) ? "virtual thread" : name.isEmpty() ? "G" + goroutine : name;
		StringBuilder json = new StringBuilder("{\"ph\":\"X\",\"cat\":\"goroutine\",\"name\":").append(quote(label));
		append(json, group, track, slice.from());
		json.append(",\"dur\":").append(micros(slice.to() - slice.from()));
		json.append(",\"args\":{\"goroutine\":").append(goroutine).append(',').append(where);
		long readyAt = this.recording.b(row);
		if (readyAt != 0) {
			json.append(",\"runnableMicros\":").append(micros(Math.max(this.recording.at(row) - readyAt, 0)));
		}
		if (!this.recording.second(row).isEmpty()) {
			json.append(",\"left\":").append(quote(this.recording.second(row)));
		}
		return json.append("}}").toString();
	}

	private String arrow(Tracks.Arrow arrow) {
		StringBuilder json = new StringBuilder("{\"ph\":\"s\",\"cat\":\"wake\",\"name\":\"wake\",\"id\":");
		json.append(arrow.id());
		append(json, MACHINES, FIRST_MACHINE + arrow.waker(), arrow.at());
		json.append("},\n{\"ph\":\"f\",\"bp\":\"e\",\"cat\":\"wake\",\"name\":\"wake\",\"id\":").append(arrow.id());
		append(json, MACHINES, FIRST_MACHINE + arrow.woken(), arrow.ran());
		return json.append('}').toString();
	}

	private String mark(int row) {
		Recording r = this.recording;
		return switch (r.kind(row)) {
			case HANDOFF -> mark(row, "hand-off", PROCESSORS, FIRST_PROCESSOR + r.processor(row),
					"\"reason\":" + quote(r.text(row)) + ",\"fromMachine\":" + r.machine(row) + ",\"toMachine\":"
							+ r.a(row) + ",\"goroutine\":" + r.goroutine(row));
			case STEAL -> mark(row, "steal", PROCESSORS, FIRST_PROCESSOR + r.processor(row),
					"\"victim\":" + r.a(row) + ",\"goroutines\":" + r.b(row));
			case MACHINE_START -> mark(row, "M starts", MACHINES, FIRST_MACHINE + r.machine(row), "");
			case MACHINE_EXIT -> mark(row, "M exits", MACHINES, FIRST_MACHINE + r.machine(row), "");
			case GOMAXPROCS -> counter(row, "GOMAXPROCS", "\"processors\":" + r.b(row));
			case QUEUES -> counter(row, "runnable", "\"global\":" + r.a(row) + ",\"local\":" + r.b(row));
			case UNFILLED, RUN, WAKE, REGAIN -> throw new IllegalStateException("No mark: " + r.kind(row));
		};
	}

	private String mark(int row, String name, int group, long track, String arguments) {
		StringBuilder json = new StringBuilder("{\"ph\":\"i\",\"s\":\"t\",\"cat\":\"scheduler\",\"name\":\"");
		append(json.append(name).append('"'), group, track, this.recording.at(row));
		return json.append(",\"args\":{").append(arguments).append("}}").toString();
	}

	private String counter(int row, String name, String values) {
		StringBuilder json = new StringBuilder("{\"ph\":\"C\",\"name\":\"").append(name).append('"');
		append(json, PROCESSORS, 0, this.recording.at(row));
		return json.append(",\"args\":{").append(values).append("}}").toString();
	}

	private void append(StringBuilder json, int group, long track, long at) {
		json.append(",\"pid\":").append(group);
		if (track != 0) {
			json.append(",\"tid\":").append(track);
		}
		json.append(",\"ts\":").append(micros(at - this.recording.start));
	}

	/** Microseconds, the format's unit, to the nanosecond. */
	private static String micros(long nanos) {
		String fraction = Long.toString(NANOS_PER_MICRO + nanos % NANOS_PER_MICRO);
		return nanos / NANOS_PER_MICRO + "." + fraction.substring(1);
	}

	/** Quotes a text. Names may be made of anything, half a surrogate pair included. */
	static String quote(String text) {
		StringBuilder json = new StringBuilder(text.length() + 2).append('"');
		text.codePoints().forEach((c) -> {
			if (c == '"' || c == '\\') {
				json.append('\\').append((char) c);
			}
			else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
				json.append(String.format("\\u%04x", c));
			}
			else {
				json.appendCodePoint((Character.getType(c) == Character.SURROGATE) ? 0xFFFD : c);
			}
		});
		return json.append('"').toString();
	}

	private static final class Chunks extends InputStream {

		private final Iterator<String> chunks;

		private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

		Chunks(Iterator<String> chunks) {
			this.chunks = chunks;
		}

		@Override
		public int read() {
			return more() ? this.current.read() : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			if (length == 0) {
				return 0;
			}
			int total = 0;
			while (total < length && more()) {
				total += this.current.read(bytes, offset + total, length - total);
			}
			return (total > 0) ? total : -1;
		}

		private boolean more() {
			while (this.current.available() == 0 && this.chunks.hasNext()) {
				this.current = new ByteArrayInputStream(this.chunks.next().getBytes(StandardCharsets.UTF_8));
			}
			return this.current.available() > 0;
		}

	}

}
