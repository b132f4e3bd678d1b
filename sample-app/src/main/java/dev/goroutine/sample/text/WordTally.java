package dev.goroutine.sample.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.goroutine.sample.text.WordCount.Frequency;

/**
 * Words counted so far. A word is a run of letters and digits, in lower case. Not
 * thread-safe.
 */
final class WordTally {

	/** Every language has fewer, and they are all that has to be kept. */
	static final int MOST_DISTINCT = 1_000_000;

	private static final Comparator<Frequency> MOST_FREQUENT_FIRST = Comparator.comparingLong(Frequency::count)
		.reversed()
		.thenComparing(Frequency::word);

	private final Map<String, Long> counts = new HashMap<>();

	private long words;

	/**
	 * Counts the words of a text that begins and ends with whole ones.
	 * @param text the text
	 */
	void add(String text) {
		int start = 0;
		int end = 0;
		while (end < text.length()) {
			int character = text.codePointAt(end);
			if (!Character.isLetterOrDigit(character)) {
				addWord(text, start, end);
				start = end + Character.charCount(character);
			}
			end += Character.charCount(character);
		}
		addWord(text, start, end);
	}

	private void addWord(String text, int start, int end) {
		if (end > start) {
			add(text.substring(start, end).toLowerCase(Locale.ROOT), 1);
		}
	}

	void addAll(WordTally other) {
		other.counts.forEach(this::add);
	}

	private void add(String word, long count) {
		this.counts.merge(word, count, Long::sum);
		this.words += count;
		if (this.counts.size() > MOST_DISTINCT) {
			throw new BadTextException("The text has more than " + MOST_DISTINCT + " different words");
		}
	}

	WordCount top(int count) {
		List<Frequency> top = this.counts.entrySet()
			.stream()
			.map((entry) -> new Frequency(entry.getKey(), entry.getValue()))
			.sorted(MOST_FREQUENT_FIRST)
			.limit(count)
			.toList();
		return new WordCount(this.words, this.counts.size(), top);
	}

}
