package dev.goroutine.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What to tell of a {@link Load} that has failed.
 */
final class Report {

	private static final int ENTRIES = 20;

	private final Load load;

	private final Path directory;

	Report(Load load, Path directory) {
		this.load = load;
		this.directory = directory;
	}

	String violated() {
		return this.load + "\n" + String.join("\n", this.load.ledger().violations());
	}

	String stalled(String what) {
		StringBuilder text = new StringBuilder("Nothing moves, waiting until: " + what + "\n" + this.load + "\n");
		text.append(this.load.runtime().snapshot()).append('\n');
		for (Entry entry : this.load.ledger().someOpen(ENTRIES)) {
			text.append(entry).append('\n');
		}
		for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
			if (thread.getKey().getName().startsWith("go-")) {
				text.append(thread.getKey()).append(' ').append(thread.getKey().getState()).append('\n');
				for (StackTraceElement frame : thread.getValue()) {
					text.append('\t').append(frame).append('\n');
				}
			}
		}
		return text + dump();
	}

	private String dump() {
		String dump = this.load.runtime().dump();
		try {
			Path file = this.directory.resolve("stress-dump.txt");
			Files.writeString(file, dump);
			return "The goroutines are in " + file;
		}
		catch (IOException ex) {
			return dump;
		}
	}

}
