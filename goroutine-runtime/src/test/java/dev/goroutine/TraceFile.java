package dev.goroutine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trace as it was written, checked in full when it is read.
 */
final class TraceFile {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final JsonNode root;

	private final Map<String, List<JsonNode>> tracks = new TreeMap<>();

	private TraceFile(JsonNode root) {
		this.root = root;
	}

	static TraceFile of(SchedulerTrace trace) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		trace.writeTo(out);
		TraceFile file = new TraceFile(json.readTree(out.toByteArray()));
		file.check();
		return file;
	}

	JsonNode otherData() {
		return this.root.get("otherData");
	}

	List<JsonNode> events(String phase) {
		List<JsonNode> events = new ArrayList<>();
		this.root.get("traceEvents").forEach((event) -> {
			if (event.get("ph").asString().equals(phase)) {
				events.add(event);
			}
		});
		return events;
	}

	List<JsonNode> marks(String name) {
		return events("i").stream().filter((e) -> e.get("name").asString().equals(name)).toList();
	}

	/** Slices of Ps are group 1, those of Ms group 2. */
	List<JsonNode> slices(int group) {
		return events("X").stream().filter((e) -> e.get("pid").asInt() == group).toList();
	}

	List<JsonNode> slices(int group, String name) {
		return slices(group).stream().filter((e) -> e.get("name").asString().equals(name)).toList();
	}

	private void check() {
		assertThat(events("X").size() + events("i").size() + events("C").size() + events("s").size()
				+ events("f").size() + events("M").size())
			.as("no other kind")
			.isEqualTo(this.root.get("traceEvents").size());
		List<String> named = events("M").stream()
			.filter((e) -> e.get("name").asString().equals("thread_name"))
			.map(TraceFile::track)
			.toList();
		assertThat(named).doesNotHaveDuplicates();
		BigDecimal end = BigDecimal.valueOf((otherData().get("durationMillis").asLong() + 1) * 1_000);
		for (JsonNode event : this.root.get("traceEvents")) {
			if (event.has("ts")) {
				assertThat(at(event)).isBetween(BigDecimal.ZERO, end);
			}
			if (event.has("tid")) {
				assertThat(named).contains(track(event));
			}
		}
		checkSlices();
		checkArrows();
	}

	private void checkSlices() {
		events("X").forEach((e) -> this.tracks.computeIfAbsent(track(e), (t) -> new ArrayList<>()).add(e));
		this.tracks.forEach((track, slices) -> {
			slices.sort(Comparator.comparing(TraceFile::at));
			BigDecimal free = BigDecimal.ZERO;
			for (JsonNode slice : slices) {
				assertThat(at(slice)).as(track).isGreaterThanOrEqualTo(free);
				assertThat(slice.get("dur").decimalValue()).isNotNegative();
				free = end(slice);
			}
		});
	}

	private void checkArrows() {
		Map<Long, JsonNode> starts = new HashMap<>();
		events("s").forEach((e) -> assertThat(starts.put(e.get("id").asLong(), e)).isNull());
		for (JsonNode finish : events("f")) {
			JsonNode start = starts.remove(finish.get("id").asLong());
			assertThat(start).isNotNull();
			assertThat(at(start)).isLessThanOrEqualTo(at(finish));
			assertThat(enclosing(start)).isNotNull();
			assertThat(at(enclosing(finish))).isEqualByComparingTo(at(finish));
		}
		assertThat(starts).isEmpty();
	}

	/** The slice that an arrow begins or ends in; it must be there. */
	JsonNode enclosing(JsonNode event) {
		// The last that begins no later: where one ends another may begin.
		return this.tracks.getOrDefault(track(event), List.of())
			.stream()
			.filter((slice) -> at(slice).compareTo(at(event)) <= 0 && end(slice).compareTo(at(event)) >= 0)
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	private static String track(JsonNode event) {
		return event.get("pid").asInt() + "/" + event.get("tid").asLong();
	}

	static BigDecimal at(JsonNode event) {
		return event.get("ts").decimalValue();
	}

	static BigDecimal end(JsonNode slice) {
		return at(slice).add(slice.get("dur").decimalValue());
	}

}
