package dev.goroutine.sample.text;

import java.io.BufferedReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.goroutine.sample.AbstractSampleTests;
import dev.goroutine.sample.SampleClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Word counts, over HTTP.
 */
class WordCountTests extends AbstractSampleTests {

	@Test
	void countsWords() throws Exception {
		Answer answer = count("The quick brown fox; the lazy dog.\nTHE end, 42 and 42!");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().toString())
			.isEqualTo("{\"words\":12,\"distinct\":9,\"top\":[" + "{\"word\":\"the\",\"count\":3},"
					+ "{\"word\":\"42\",\"count\":2}," + "{\"word\":\"and\",\"count\":1},"
					+ "{\"word\":\"brown\",\"count\":1}," + "{\"word\":\"dog\",\"count\":1},"
					+ "{\"word\":\"end\",\"count\":1}," + "{\"word\":\"fox\",\"count\":1},"
					+ "{\"word\":\"lazy\",\"count\":1}," + "{\"word\":\"quick\",\"count\":1}]}");
	}

	@Test
	void emptyTextHasNoWords() throws Exception {
		assertThat(count("").body().toString()).isEqualTo("{\"words\":0,\"distinct\":0,\"top\":[]}");
		assertThat(count(" ,.-\n").body().toString()).isEqualTo("{\"words\":0,\"distinct\":0,\"top\":[]}");
		assertThat(count("😀".repeat(501)).body().toString()).isEqualTo("{\"words\":0,\"distinct\":0,\"top\":[]}");
	}

	@Test
	void wordsOfAllScriptsCount() throws Exception {
		Answer answer = count("Füße füße 語 語 語 😀 𝒳𝒴");
		assertThat(answer.body().get("words").asInt()).isEqualTo(6);
		assertThat(answer.body().get("distinct").asInt()).isEqualTo(3);
		assertThat(answer.body().get("top").get(0).get("word").asString()).isEqualTo("語");
	}

	/** Many chunks, cut anywhere, against the tools of the system. */
	@Test
	void countsAreThoseOfTrSortAndUniq(@TempDir Path directory) throws Exception {
		Random random = new Random(7);
		List<String> vocabulary = IntStream.range(0, 5_000).mapToObj((i) -> word(random)).toList();
		Path text = directory.resolve("text");
		try (var out = Files.newBufferedWriter(text)) {
			for (int i = 0; i < 300_000; i++) {
				out.write(vocabulary.get((int) (Math.pow(random.nextDouble(), 3) * vocabulary.size())));
				out.write((random.nextInt(12) == 0) ? ",\n" : " ");
			}
		}
		Answer answer = this.client.post("/wordcount", "text/plain", BodyPublishers.ofFile(text));
		assertThat(answer.status()).isEqualTo(200);
		Map<String, Long> expected = countByTools(text);
		assertThat(answer.body().get("words").asLong())
			.isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
		assertThat(answer.body().get("distinct").asInt()).isEqualTo(expected.size());
		Map<String, Long> top = new HashMap<>();
		answer.body().get("top").forEach((each) -> top.put(each.get("word").asString(), each.get("count").asLong()));
		assertThat(top).hasSize(10);
		assertThat(expected).containsAllEntriesOf(top);
		long least = top.values().stream().mapToLong(Long::longValue).min().orElseThrow();
		assertThat(expected.values().stream().filter((each) -> each > least).count()).isLessThan(10);
	}

	private static Map<String, Long> countByTools(Path text) throws Exception {
		Process tools = new ProcessBuilder("sh", "-c",
				"tr -cs '[:alnum:]' '\\n' < \"$0\" | tr '[:upper:]' '[:lower:]' | sort | uniq -c", text.toString())
			.start();
		try (BufferedReader lines = tools.inputReader()) {
			return lines.lines()
				.map((line) -> line.strip().split(" "))
				.filter((parts) -> parts.length == 2)
				.collect(Collectors.toMap((parts) -> parts[1], (parts) -> Long.parseLong(parts[0])));
		}
	}

	private static String word(Random random) {
		return random.ints(1 + random.nextInt(12), 0, 52)
			.mapToObj((i) -> String.valueOf((char) ((i < 26) ? 'a' + i : 'A' + i - 26)))
			.collect(Collectors.joining());
	}

	@Test
	void wordThatIsTooLongIsRefused() throws Exception {
		Answer answer = count("a".repeat(100_000));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body().get("detail").asString())
			.isEqualTo("The text has a word of more than 1000 characters");
	}

	@Test
	void tooManyDifferentWordsAreRefused() throws Exception {
		String text = IntStream.rangeClosed(0, WordTally.MOST_DISTINCT)
			.mapToObj(Integer::toString)
			.collect(Collectors.joining(" "));
		Answer answer = count(text);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body().get("detail").asString()).isEqualTo("The text has more than 1000000 different words");
	}

	@Test
	void otherMediaTypesAreRefused() throws Exception {
		assertThat(this.client.post("/wordcount", "{}").status()).isEqualTo(415);
	}

	private Answer count(String text) throws Exception {
		return this.client.post("/wordcount", "text/plain; charset=utf-8",
				BodyPublishers.ofString(text, StandardCharsets.UTF_8));
	}

}
