package dev.goroutine.sample.text;

import java.io.IOException;
import java.io.Reader;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into chunks, and no word in two.
 */
final class Chunks {

	private static final int SIZE = 64 * 1024;

	/** In characters, of which some take two {@code char}s. */
	static final int LONGEST_WORD = 1000;

	private final Reader text;

	private final char[] buffer = new char[SIZE + 2 * LONGEST_WORD];

	/**
	 * How much of the buffer is left over from the chunk before: half a word, and the
	 * first half of a character that takes two.
	 */
	private int left;

	Chunks(Reader text) {
		this.text = text;
	}

	/**
	 * The next chunk.
	 * @return the chunk, or {@code null} at the end
	 * @throws IOException if the text breaks off
	 * @throws BadTextException if a word is too long
	 */
	@Nullable String next() throws IOException {
		int read = this.text.read(this.buffer, this.left, this.buffer.length - this.left);
		if (read < 0) {
			String last = new String(this.buffer, 0, this.left);
			this.left = 0;
			return last.isEmpty() ? null : last;
		}
		int filled = this.left + read;
		int whole = Character.isHighSurrogate(this.buffer[filled - 1]) ? filled - 1 : filled;
		int end = startOfWord(whole);
		if (Character.codePointCount(this.buffer, end, whole - end) > LONGEST_WORD) {
			throw new BadTextException("The text has a word of more than " + LONGEST_WORD + " characters");
		}
		this.left = filled - end;
		String chunk = new String(this.buffer, 0, end);
		System.arraycopy(this.buffer, end, this.buffer, 0, this.left);
		return chunk;
	}

	/** Where the word that ends there begins; the same place if there is none. */
	private int startOfWord(int end) {
		int start = end;
		while (start > 0) {
			int character = Character.codePointBefore(this.buffer, start);
			if (!Character.isLetterOrDigit(character)) {
				return start;
			}
			start -= Character.charCount(character);
		}
		return start;
	}

}
