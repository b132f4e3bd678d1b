package dev.goroutine.sample.text;

import java.util.List;

/**
 * The words of a text.
 *
 * @param words how many there are
 * @param distinct how many different ones
 * @param top the most frequent ones, those before in the alphabet first among equals
 */
record WordCount(long words, int distinct, List<Frequency> top) {

	/**
	 * How often a word is there.
	 *
	 * @param word the word in lower case
	 * @param count how often
	 */
	record Frequency(String word, long count) {
	}

}
