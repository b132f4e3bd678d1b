package dev.goroutine.sample.text;

import java.io.Reader;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Word counts over HTTP.
 */
@RestController
class WordCountController {

	private final WordCounter counter;

	WordCountController(WordCounter counter) {
		this.counter = counter;
	}

	/**
	 * Counts the words of a text while it comes.
	 * @param text the text
	 * @return the counts
	 * @throws Exception if the text breaks off, is refused, or the counting interrupted
	 */
	@PostMapping(path = "/wordcount", consumes = MediaType.TEXT_PLAIN_VALUE)
	WordCount count(Reader text) throws Exception {
		return this.counter.count(text);
	}

}
