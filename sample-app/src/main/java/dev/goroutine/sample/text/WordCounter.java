package dev.goroutine.sample.text;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.Chan;
import dev.goroutine.ErrGroup;
import dev.goroutine.GoRuntime;
import dev.goroutine.Select;
import dev.goroutine.SendChan;

import org.springframework.stereotype.Component;

/**
 * Counts words: the caller reads, and a goroutine for each P counts what it gets. If they
 * are slower than the text comes, the channel is full and the caller waits, and with it
 * the sender of the text.
 */
@Component
class WordCounter {

	private static final int TOP = 10;

	private final GoRuntime runtime;

	WordCounter(GoRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Counts the words of a text.
	 * @param text the text, of any length
	 * @return the counts
	 * @throws IOException if the text breaks off
	 * @throws BadTextException if there are too many different words, or too long ones
	 * @throws Exception if interrupted
	 */
	WordCount count(Reader text) throws Exception {
		int counters = this.runtime.gomaxprocs();
		Chan<String> chunks = Chan.buffered(counters);
		ErrGroup group = new ErrGroup(this.runtime);
		List<WordTally> tallies = new ArrayList<>();
		for (int i = 0; i < counters; i++) {
			WordTally tally = new WordTally();
			tallies.add(tally);
			group.go(() -> chunks.forEach(tally::add));
		}
		try {
			sendAll(text, chunks, group);
		}
		finally {
			chunks.close();
		}
		group.await();
		WordTally all = tallies.getFirst();
		tallies.stream().skip(1).forEach(all::addAll);
		return all.top(TOP);
	}

	/** Until the end of the text, or until a counter has failed: await tells that. */
	private static void sendAll(Reader text, SendChan<String> chunks, ErrGroup group)
			throws IOException, InterruptedException {
		Chunks source = new Chunks(text);
		boolean more = true;
		String chunk;
		while (more && (chunk = source.next()) != null) {
			more = Select.select(chunks.onSend(chunk, () -> true), group.context().done().onReceive((none) -> false));
		}
	}

}
