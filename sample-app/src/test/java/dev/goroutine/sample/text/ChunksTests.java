package dev.goroutine.sample.text;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Chunks of texts that come one {@code char} at a time, so that every place is a place to
 * cut.
 */
class ChunksTests {

	private static final String LONGEST = "a".repeat(Chunks.LONGEST_WORD);

	@Test
	void cutsBetweenWordsOnly() throws Exception {
		assertThat(chunks("Füße, 語 42")).containsExactly("Füße,", " ", "語 ", "42");
	}

	@Test
	void lettersThatTakeTwoCharsAreOfAWord() throws Exception {
		assertThat(chunks("a𝒳𝒴b 𝒵")).containsExactly("a𝒳𝒴b ", "𝒵");
	}

	@Test
	void charactersThatTakeTwoCharsStayWhole() throws Exception {
		assertThat(chunks("a😀😀 b")).containsExactly("a😀", "😀", " ", "b");
	}

	@Test
	void emojiAreNoWord() throws Exception {
		String text = "😀".repeat(Chunks.LONGEST_WORD);
		assertThat(String.join("", chunks(text))).isEqualTo(text);
	}

	@Test
	void longestWordIsNotTooLongForWhatFollows() throws Exception {
		assertThat(chunks(LONGEST)).containsExactly(LONGEST);
		assertThat(chunks(LONGEST + "😀")).containsExactly(LONGEST + "😀");
		assertThatExceptionOfType(BadTextException.class).isThrownBy(() -> chunks(LONGEST + "a"));
		String letters = "𝒳".repeat(Chunks.LONGEST_WORD);
		assertThat(chunks(letters + "😀")).containsExactly(letters + "😀");
		assertThatExceptionOfType(BadTextException.class).isThrownBy(() -> chunks(letters + "𝒳"));
	}

	/** Those that are not empty. */
	private static List<String> chunks(String text) throws IOException {
		Chunks source = new Chunks(oneByOne(text));
		List<String> chunks = new ArrayList<>();
		String chunk;
		while ((chunk = source.next()) != null) {
			if (!chunk.isEmpty()) {
				chunks.add(chunk);
			}
		}
		return chunks;
	}

	private static Reader oneByOne(String text) {
		return new FilterReader(new StringReader(text)) {
			@Override
			public int read(char[] buffer, int offset, int length) throws IOException {
				return super.read(buffer, offset, 1);
			}
		};
	}

}
